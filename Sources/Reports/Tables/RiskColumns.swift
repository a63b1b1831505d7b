/// The columns of sensitivities, break-even and uncertainty.
extension Column {
  static let kind = Column("kind", .text, "Input", "入力")
  static let productID = Column("product_id", .text, "Product", "製品")
  static let componentID = Column("component_id", .text, "Component", "構成品")
  static let value = Column("value", .number, "Value", "値")
  static let elasticity = Column("elasticity", .number, "Elasticity", "弾力性")
  static let low = Column("low_kgco2e", .mass, "Low kg CO2e", "下限 kg-CO2e")
  static let high = Column("high_kgco2e", .mass, "High kg CO2e", "上限 kg-CO2e")
  static let varianceShare = Column("variance_share", .share, "Variance", "分散")
  static let spread = Column("spread", .text, "Range from", "幅の根拠")
  static let needed = Column("needed_value", .number, "Needed", "必要な値")
  static let change = Column("change", .share, "Change", "変化")
  static let figure = Column("item", .text, "Figure", "項目")
  static let analytic = Column("analytic", .number, "Analytic", "解析")
  static let sampled = Column("sampled", .number, "Sampled", "試行")
}
