/// The tables that are read.
enum TableKind: CaseIterable, Sendable {
  case products, links, portfolio, suppliers
}

/// The columns of all tables; which of them a table has depends on its kind.
enum TableColumn: Int, CaseIterable, Sendable {
  case id, otherIDs, name, nameJa, supplier, supplierID, country, unit, direct, declared, primaryShare
  case category, basis, verified, validUntil, gsd, note
  case product, component, amount, share, alternativeGroup
  case quantity
  case contact, askedOn, answeredOn
}

extension TableKind {
  /// The column that a header names in this kind of table, in any known spelling.
  func column(named header: String) -> TableColumn? { spellings[TableKind.folded(header)] }

  /// Without case, blanks and signs between words, and with full-width letters as plain ones: `Product ID`,
  /// `product_id` and `製品ＩＤ` are compared so.
  static func folded(_ header: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in header.lowercased().unicodeScalars.map(narrow) {
      switch scalar.value {
      case 0xFEFF, 0x3000, 0x20, 0x09, 0x5F, 0x2D, 0x2E, 0x2F, 0x28, 0x29: continue
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  private static func narrow(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    (0xFF01...0xFF5E).contains(scalar.value) ? Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar : scalar
  }

  private var spellings: [String: TableColumn] {
    switch self {
    case .products: TableKind.productSpellings
    case .links: TableKind.linkSpellings
    case .portfolio: TableKind.portfolioSpellings
    case .suppliers: TableKind.supplierSpellings
    }
  }

  private static func table(_ rows: [(TableColumn, [String])]) -> [String: TableColumn] {
    var result: [String: TableColumn] = [:]
    for (column, names) in rows {
      for name in names { result[folded(name)] = column }
    }
    return result
  }

  private static let productWords = [
    "product_id", "part_id", "item_id", "material_id", "part_number", "製品ID", "品目ID", "部品ID", "製品コード",
    "品目コード",
    "品番",
  ]

  private static let productSpellings = table([
    (.id, ["id", "product", "part"] + productWords),
    (.otherIDs, ["product_ids", "other_ids", "aliases", "別ID", "他のID", "製品ID一覧"]),
    (.name, ["name", "product_name", "part_name", "description", "名称", "製品名", "品名", "部品名"]),
    (.nameJa, ["name_ja", "japanese_name", "名称_日本語", "和名", "日本語名", "名称（日本語）"]),
    (
      .supplier,
      [
        "supplier", "supplier_name", "company", "company_name", "vendor", "manufacturer", "取引先", "取引先名",
        "サプライヤー", "サプライヤ", "仕入先", "企業名", "会社名",
      ]
    ),
    (.supplierID, ["supplier_id", "company_id", "vendor_id", "取引先ID", "取引先コード", "サプライヤーID", "仕入先コード"]),
    (.country, ["country", "country_code", "geography", "location", "国", "国名", "国コード", "所在国"]),
    (.unit, ["unit", "uom", "declared_unit", "unit_of_measure", "単位", "申告単位", "宣言単位"]),
    (
      .direct,
      [
        "direct_kgco2e", "direct", "own_kgco2e", "own_emissions", "direct_emissions", "自社排出量", "直接排出量",
        "自社排出量_kgco2e",
      ]
    ),
    (
      .declared,
      [
        "declared_pcf_kgco2e", "declared_pcf", "declared_kgco2e", "pcf", "pcf_kgco2e", "kgco2e_per_unit",
        "cfp",
        "cfp_kgco2e", "footprint", "申告値", "申告CFP", "カーボンフットプリント", "排出量",
      ]
    ),
    (
      .primaryShare,
      [
        "primary_data_share", "primary_share", "pds", "一次データ比率", "一次データ率", "一次データ割合", "一次データ比率（％）",
        "一次データ比率%",
      ]
    ),
    (.category, ["category", "product_category", "group", "区分", "カテゴリ", "カテゴリー", "分類"]),
    (.basis, ["basis", "source", "data_source", "根拠", "算定根拠", "データ種別"]),
    (.verified, ["verified", "assured", "検証", "検証済", "第三者検証"]),
    (.validUntil, ["valid_until", "valid_to", "expires", "有効期限"]),
    (.gsd, ["gsd", "geometric_standard_deviation", "幾何標準偏差"]),
    (.note, ["note", "notes", "comment", "remarks", "備考", "注記", "メモ"]),
  ])

  private static let linkSpellings = table([
    (
      .product,
      [
        "product_id", "parent", "parent_id", "parent_part", "parent_part_id", "assembly", "assembly_id",
        "top_id", "top",
        "product", "製品ID", "親ID", "親品目", "親部品", "親品番", "親製品ID", "親品目コード",
      ]
    ),
    (
      .component,
      [
        "component_id", "component", "child", "child_id", "child_part", "child_part_id", "part", "part_id",
        "部品ID",
        "子ID", "子品目", "子部品", "子品番", "構成品ID", "構成部品", "子品目コード",
      ]
    ),
    (
      .amount,
      [
        "amount", "qty", "quantity", "quantity_per", "qty_per", "quantity_per_unit", "数量", "使用量", "員数", "必要量",
        "投入量",
      ]
    ),
    (.unit, ["unit", "uom", "unit_of_measure", "単位"]),
    (.share, ["share", "split", "比率", "割合", "構成比", "調達比率"]),
    (.alternativeGroup, ["alternative_group", "alternatives", "alt_group", "代替グループ", "代替"]),
  ])

  private static let portfolioSpellings = table([
    (.product, ["id", "product"] + productWords),
    (
      .quantity,
      [
        "quantity_per_year", "yearly_quantity", "annual_quantity", "quantity", "qty", "amount", "volume",
        "annual_volume", "年間数量", "数量", "年間使用量", "年間購入量", "年間販売量", "数量（年間）",
      ]
    ),
  ])

  private static let supplierSpellings = table([
    (
      .supplierID,
      [
        "supplier_id", "id", "company_id", "vendor_id", "取引先ID", "取引先コード", "サプライヤーID", "仕入先コード",
      ]
    ),
    (
      .name,
      [
        "name", "supplier", "supplier_name", "company", "company_name", "vendor", "名称", "取引先", "取引先名",
        "サプライヤー", "サプライヤ", "仕入先", "企業名", "会社名",
      ]
    ),
    (.nameJa, ["name_ja", "japanese_name", "名称_日本語", "和名", "日本語名", "名称（日本語）"]),
    (.country, ["country", "country_code", "国", "国名", "国コード", "所在国"]),
    (.contact, ["contact", "contact_person", "email", "担当者", "連絡先", "担当"]),
    (.askedOn, ["asked_on", "asked", "requested_on", "依頼日", "照会日", "問合せ日"]),
    (.answeredOn, ["answered_on", "answered", "responded_on", "回答日"]),
  ])
}
