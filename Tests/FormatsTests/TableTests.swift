import Footprints
import Testing

@testable import Formats
@testable import SupplyGraph

@Suite struct TableTests {
  /// Reads a table as a file is read, in one piece.
  private func read(_ text: String) throws -> (batch: Batch, header: TableHeader) {
    var result: (Batch, TableHeader)?
    let bytes = Array(text.utf8)
    try bytes.withUnsafeBufferPointer { bytes in
      let header = try TableHeader(bytes, isLast: true)
      var reader = TableReader(header: header, file: 0)
      reader.read(
        bytes.cut(header.length, bytes.count), offset: Int64(header.length), line: header.firstLine)
      result = (reader.batch, header)
    }
    return try #require(result)
  }

  // MARK: Recognising tables

  @Test(arguments: [
    (
      "id,name,name_ja,supplier,country,unit,direct_kgco2e,declared_pcf_kgco2e,primary_data_share",
      TableKind.products
    ),
    ("ID;Name", .products), ("product_id\tunit", .products), ("製品ID,名称,取引先,国,単位,一次データ比率", .products),
    ("id,name,company,tier,mass_kg,kgco2e_per_unit,unit,primary_share,source", .products),
    ("supplier_id,id,name,unit,direct_kgco2e", .products), ("part_id,pcf", .products),
    ("product_id,component_id,amount", .links), ("Parent,Child,Qty,UOM", .links),
    ("parent_part;part;quantity_per", .links),
    ("top_id,part_id,quantity,unit", .links), ("親品番,子品番,員数,単位", .links), ("製品ID,部品ID,数量", .links),
    ("product_id,quantity_per_year", .portfolio), ("製品ID,年間数量", .portfolio), ("id,quantity", .portfolio),
    ("supplier_id,name,name_ja,country,contact,asked_on,answered_on", .suppliers),
    ("name,contact", .suppliers),
    ("取引先ID,取引先,担当者,依頼日", .suppliers), ("supplier_id,name,country", .suppliers),
  ])
  func headersAreRecognised(_ header: String, _ kind: TableKind) throws {
    #expect(try read(header + "\n").header.kind == kind)
  }

  @Test(arguments: [
    "level,part_id,name,quantity,unit", "階層,品番,数量", "a,b,c", "name", "where,field,value,source,note",
    "{\"id\": 1}",
  ])
  func otherTablesAreNotRead(_ header: String) {
    do {
      _ = try read(header + "\n1,2,3\n")
      Issue.record("was read")
    } catch TableHeader.Problem.unknownTable(let names) {
      #expect(names.first == header.split(separator: ",").first.map(String.init))
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test(arguments: [
    ("name,unit,direct_kgco2e", "id"), ("product_id,component_id,unit", "amount"),
    ("component,amount", "product_id"),
  ])
  func aMissingColumnIsNamed(_ header: String, _ name: String) {
    do {
      _ = try read(header + "\n1,2,3\n")
      Issue.record("was read")
    } catch TableHeader.Problem.missingColumn(let missing) {
      #expect(missing == name)
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test(arguments: [
    "product_id,component_id,amount\nA,B,2\n", "product_id;component_id;amount\nA;B;2\n",
    "product_id\tcomponent_id\tamount\r\nA\tB\t2\r\n", "sep=;\nproduct_id;component_id;amount\nA;B;2",
    "\n\n Product ID , Component-ID ,AMOUNT\n\n A , B , 2 \n,,\n",
    "\"product_id\",\"component_id\",\"amount\"\n\"A\",\"B\",\"2\"\n",
    "amount,component_id,product_id\n2,B,A\n", "product_id,component_id,amount,\nA,B,2,\n",
    "ｐｒｏｄｕｃｔ＿ＩＤ,component_id,amount\nA,B,2\n",
  ])
  func oneLinkInManyForms(_ text: String) throws {
    let batch = try read(text).batch
    let link = try #require(batch.links.first)
    #expect(batch.links.count == 1)
    #expect((link.product, link.component, link.amount) == ("A", "B", 2))
    #expect(batch.notices.isEmpty)
  }

  // MARK: Rows

  @Test func aProductWithEverything() throws {
    let header =
      "id,product_ids,name,name_ja,supplier,supplier_id,country,unit,direct_kgco2e,declared_pcf_kgco2e,primary_data_share,"
      + "category,basis,verified,valid_until,gsd,note"
    let row =
      "P1,urn:a:1 urn:b:2,Cell,セル,Aoi,S1,JP,kg,1.5,2.5,60,Cells,database,yes,2027-03-31,1.2,\"a, \"\"b\"\"\nc\""
    let batch = try read(header + "\n" + row + "\n").batch
    let product = try #require(batch.products.productRows.first)
    #expect(
      product
        == ProductRow(
          id: "P1", otherIDs: ["urn:a:1", "urn:b:2"], name: "Cell", nameJa: "セル", supplier: "Aoi",
          supplierID: "S1",
          country: "JP", unit: .kilogram, direct: 1.5, declared: 2.5, primaryShare: 60, category: "Cells",
          basis: .database, verified: true, validUntil: Timestamp(iso8601: "2027-03-31"), gsd: 1.2,
          note: "a, \"b\"\nc", place: product.place))
    #expect(batch.notices.isEmpty)
  }

  @Test func absentIsNotZero() throws {
    let batch = try read("id,unit,direct_kgco2e,declared_pcf_kgco2e\nA,kg,,0\nB,kg\n").batch
    #expect(batch.products.productRows.map(\.direct) == [nil, nil])
    #expect(batch.products.productRows.map(\.declared) == [0, nil])
  }

  @Test func placesNameLineAndBytes() throws {
    let text = "id,note\n\"A\",\"two\nlines\"\n\nB,x\n"
    let products = try read(text).batch.products.productRows
    #expect(products.map(\.place.line) == [2, 5])
    let place = try #require(products.last).place
    #expect(
      Array(text.utf8)[Int(place.offset)..<Int(place.offset) + Int(place.length)].elementsEqual("B,x".utf8))
  }

  @Test(arguments: [
    ("1,5", NoticeCode.decimalComma, "1.5"), ("two", .notANumber, ""), ("1e999", .numberOutOfRange, ""),
    ("1,000.5", .notANumber, ""), ("1 000", .notANumber, ""), ("", .missingField, ""),
  ])
  func amountsThatAreNone(_ cell: String, _ code: NoticeCode, _ expected: String) throws {
    let batch = try read("product_id;component_id;amount\nA;B;\(cell)\nA;C;1\n").batch
    let notice = try #require(batch.notices[code].first)
    #expect(batch.links.map(\.component) == ["C"])
    #expect(notice.field == "amount")
    #expect(notice.found == cell)
    #expect(notice.expected == expected)
    #expect(notice.place.line == 2)
  }

  /// `1,5` in a table with commas makes a cell too many, and must not be read as 1.
  @Test func aCellTooManyBreaksTheRow() throws {
    let batch = try read("product_id,component_id,amount\nA,B,1,5\nA,C,1\n").batch
    #expect(batch.links.map(\.component) == ["C"])
    #expect(batch.notices.count(.brokenRow) == 1)
  }

  @Test func aForgottenQuoteBreaksItsLineOnly() throws {
    let open = try read("product_id,component_id,amount\nA,C,1\nA,\"B,1\nA,D,1\n").batch
    #expect(open.links.map(\.component) == ["C", "D"])
    #expect(open.notices[.brokenRow].map(\.place.line) == [3])
    let inch = try read("product_id,component_id,amount\nA,5\" pipe,2\nA,6\" pipe,2\n").batch
    #expect(inch.links.map(\.component) == ["5\" pipe", "6\" pipe"])
  }

  @Test(
    arguments: [
      (["0.6", "1", ""], [60.0, 100, nil], 1), (["0.6", "45.2"], [0.6, 45.2], 0),
      (["60%", "0.5 ％"], [60, 0.5], 0),
      (["-1", "150", "x"], [nil, nil, nil], 0), (["0.07"], [7], 1),
    ] as [([String], [Double?], Int)])
  func shares(_ cells: [String], _ read: [Double?], _ notices: Int) throws {
    let rows = cells.enumerated().map { "P\($0.offset),\($0.element)" }
    let folder = try TemporaryFolder([
      "products.csv": "id,primary_data_share\n" + rows.joined(separator: "\n")
    ])
    let graph = try readDataset([folder.path], asOf: today).build()
    #expect(
      cells.indices.map { graph.product(id: "P\($0)").flatMap { graph.given($0).primaryShare } } == read)
    #expect(graph.notices.count(.sharesAreFractions) == notices)
  }

  @Test func linkSharesAreFractions() throws {
    let batch = try read(
      "product_id,component_id,amount,share,alternative_group\nA,B,1,0.4,g\nA,C,1,60,g\nA,D,1,60%,g\nA,E,1,,\n"
    ).batch
    #expect(batch.links.map(\.share) == [0.4, 0.6, 0.6, nil])
    #expect(batch.links.map(\.alternativeGroup) == ["g", "g", "g", ""])
    #expect(batch.notices.count(.shareOutOfRange) == 1)
  }

  @Test func wordsThatAreUnknown() throws {
    let batch = try read("id,basis,verified,valid_until,gsd\nA,guess,perhaps,31.3.2027,0.5\n").batch
    #expect(batch.products.count == 1)
    #expect(batch.products.productRows.first?.basis == .unknown)
    #expect(batch.notices.count(.unknownValue) == 2)
    #expect(batch.notices.count(.invalidDate) == 1)
    #expect(batch.notices.count(.numberOutOfRange) == 1)
  }

  @Test func unknownUnitsAreKept() throws {
    let batch = try read("id,unit\nA,VM-year\nB,キログラム\n").batch
    #expect(batch.products.productRows.map { $0.unit?.symbol } == ["VM-year", "kg"])
  }

  @Test func suppliersAndPortfolio() throws {
    let suppliers = try read("supplier_id,name,asked_on,answered_on\nS1,Aoi,2026-01-05,\n,,2026-01-01,\n")
      .batch
    #expect(suppliers.suppliers.map(\.name) == ["Aoi"])
    #expect(suppliers.suppliers.first?.askedOn == Timestamp(iso8601: "2026-01-05"))
    #expect(suppliers.notices.count(.missingField) == 1)
    let portfolio = try read("product_id,quantity_per_year\nA,1e3\n").batch
    #expect(portfolio.portfolio.map(\.quantity) == [1000])
  }

  @Test func negativeFiguresAreSaidAndUsed() throws {
    let batch = try read("id,direct_kgco2e,declared_pcf_kgco2e,quantity\nA,-1,-2,5\n").batch
    #expect(batch.products.productRows.map(\.direct) == [-1])
    #expect(batch.products.productRows.map(\.declared) == [-2])
    #expect(batch.notices[.numberOutOfRange].map(\.severity) == [.fix, .note])
  }

  /// Blanks beyond ASCII are found late.
  @Test func rowsWithABlankIdAreNamed() throws {
    let batch = try read("id,name,other_ids\nA,a,A2\n\u{3000},x,X2\nB,b,B2\n").batch
    var builder = SupplyGraphBuilder(asOf: Timestamp(seconds: 0))
    builder.notices.add(contentsOf: batch.notices)
    builder.add(products: batch.products)
    let graph = builder.build()
    #expect(graph.count == 2 && graph.notices[.missingField].count == 1)
    #expect(graph.product(id: "B2").map { graph.name($0) } == "b")
    #expect(graph.product(id: "X2") == nil)
  }

  @Test func rowsWithoutIdAreNamed() throws {
    let batch = try read("id,name\n,x\n").batch
    #expect(batch.products.isEmpty)
    #expect(batch.notices[.missingField].first?.field == "id")
  }
}

extension ProductBatch {
  /// As they would be without a batch.
  fileprivate var productRows: [ProductRow] {
    rows.indices.map { row in
      let record = rows[row]
      let others = rows.others.filter { Int($0.row) == row }.map { otherIDs[Int($0.key)] }
      return ProductRow(
        id: texts[record.id], otherIDs: others, name: texts[record.name], nameJa: texts[record.nameJa],
        supplier: names[record.supplier], supplierID: names[record.supplierID],
        country: names[record.country], unit: record.unit < 0 ? nil : units.units[Int(record.unit)],
        direct: record.direct, declared: record.declared, primaryShare: record.primaryShare,
        category: names[record.category], basis: record.basis, verified: record.verified,
        validUntil: record.validUntil, gsd: record.gsd, note: texts[record.note], place: rows.places[row])
    }
  }
}
