import Footprints
import SupplyGraph

/// One number for everything that a graph says: two ways of loading that agree to the bit have the same.
struct Digest {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  init(_ graph: SupplyGraph) {
    mix(UInt64(graph.count))
    for p in 0..<graph.count { add(graph, product: p) }
    for link in 0..<graph.linkCount { add(graph, link: link) }
    for footprint in graph.footprints { add(footprint) }
    for file in graph.files { add(file.name) }
    for (product, quantity) in graph.portfolio {
      mix(UInt64(product))
      add(quantity)
    }
    for group in graph.notices.grouped() {
      add("\(group.code) \(group.count) \(group.effect)")
      for notice in group.worst {
        add("\(notice.found) \(notice.product) \(notice.field) \(notice.place.offset)")
      }
    }
  }

  private mutating func add(_ graph: SupplyGraph, product p: ProductIndex) {
    for text in [
      graph.id(p), graph.name(p), graph.nameJa(p), graph.country(p), graph.category(p), graph.note(p),
      graph.unit(p).symbol,
    ] { add(text) }
    mix(UInt64(bitPattern: Int64(graph.supplier(p) ?? -1)))
    add(graph.place(p))
    let given = graph.given(p)
    for figure in [given.direct, given.declared, given.primaryShare, given.gsd] { add(figure ?? -1) }
    add("\(given.basis) \(given.verified) \(given.expired) \(given.footprint ?? -1)")
    mix(UInt64(bitPattern: given.validUntil?.seconds ?? -1))
    for number in graph.footprints(of: p) { mix(UInt64(number)) }
    mix(UInt64(graph.rank(p)))
    for user in graph.users(of: p) { mix(UInt64(graph.userLink(user))) }
  }

  private mutating func add(_ graph: SupplyGraph, link: Int) {
    mix(UInt64(graph.product(ofLink: link)))
    mix(UInt64(graph.component(link)))
    add(graph.amount(link))
    add(graph.place(ofLink: link))
    mix(UInt64(graph.state(ofLink: link).rawValue))
    let written = graph.linkAsWritten(link)
    add(written.amount)
    if let unit = written.unit { add(unit.symbol) }
  }

  private mutating func add(_ footprint: Footprint) {
    var copy = footprint
    copy.place = .nowhere
    add("\(copy)".replacing(", check: 0", with: ""))
    add(footprint.place)
  }

  private mutating func add(_ place: Place) {
    mix(UInt64(UInt32(bitPattern: place.file)) << 32 | UInt64(UInt32(bitPattern: place.line)))
    mix(UInt64(bitPattern: place.offset) ^ UInt64(UInt32(bitPattern: place.length)) << 40)
  }

  private mutating func add(_ number: Double) { mix(number.bitPattern) }

  private mutating func add(_ text: String) {
    for byte in text.utf8 { mix(UInt64(byte)) }
    add(0xFF)
  }

  private mutating func mix(_ word: UInt64) {
    let (high, low) = (value ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    value = high ^ (low &+ 0x1234_5678_9ABC_DEF1)
  }
}
