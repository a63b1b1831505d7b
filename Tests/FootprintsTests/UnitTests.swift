import Testing

@testable import Footprints

@Suite struct UnitTests {
  @Test(arguments: [
    ("kilogram", "kg"), (" KG ", "kg"), ("unit:kilogram", "kg"), ("㎏", "kg"), ("liter", "L"),
    ("cubic meter", "m3"),
    ("kilowatt hour", "kWh"), ("MJ", "MJ"), ("ton kilometer", "t.km"), ("tkm", "t.km"),
    ("square-meter", "m2"),
    ("㎡", "m2"), ("piece", "piece"), ("個", "piece"), ("megabit second", "Mbit.s"), ("Mg", "t"), ("mg", "mg"),
    ("VM-year", "VM-year"), ("", ""),
  ])
  func spellings(_ text: String, _ symbol: String) { #expect(Unit(text).symbol == symbol) }

  @Test(arguments: [
    ("kilowatt hour", "megajoule", 3.6), ("liter", "cubic meter", 0.001), ("t", "kg", 1000), ("kg", "kg", 1),
    ("hour", "min", 60), ("VM-year", "VM-year", 1), ("GWh", "kWh", 1e6),
  ])
  func converts(_ from: String, _ to: String, _ factor: Double) throws {
    #expect(abs(try #require(Unit(from).factor(to: Unit(to))) / factor - 1) < 1e-15)
    #expect(abs(try #require(Unit(to).factor(to: Unit(from))) * factor - 1) < 1e-15)
  }

  @Test(arguments: [("kg", "L"), ("set", "pair"), ("VM-year", "piece"), ("km", "t.km")])
  func refuses(_ from: String, _ to: String) { #expect(Unit(from).factor(to: Unit(to)) == nil) }

  @Test func convertsThroughTheMassOfThePiece() {
    #expect(Unit("g").factor(to: .piece, massPerUnit: 2) == 0.0005)
    #expect(Unit.kilogram.factor(to: .piece, massPerUnit: 0) == nil)
    #expect(Unit.kilogram.factor(to: .piece, massPerUnit: nil) == nil)
    #expect(Unit.litre.factor(to: .piece, massPerUnit: 2) == nil)
    #expect(Unit("t").factor(to: .kilogram, massPerUnit: 7) == 1000)
  }

  @Test(arguments: [("  a b\t\n", "a b"), ("\u{3000}鋼　", "鋼"), ("", ""), (" \r\n ", ""), ("x", "x")])
  func trims(_ text: String, _ trimmed: String) { #expect(text.trimmingBlanks() == trimmed) }

  @Test func keysOfURNsIgnoreCase() {
    #expect(ProductKey(" URN:GTIN:AbC ") == ProductKey("urn:gtin:abc"))
    #expect(ProductKey("AbC") != ProductKey("abc"))
    #expect(ProductKey("AbC") == ProductKey("AbC "))
  }

  @Test func wordsOfBasisReadBack() {
    for basis in Basis.allCases { #expect(Basis(basis.word) == basis) }
    #expect(Basis("Organisation Allocated") == .organisationAllocated)
    #expect(Basis("") == .unknown)
    #expect(Basis("guess") == nil)
  }
}
