/// Prints rows of a Markdown table as they are measured.
struct Table {
  private static func cell(_ text: String, _ width: Int, right: Bool = true) -> String {
    let blanks = String(repeating: " ", count: max(0, width - text.count))
    return right ? blanks + text : text + blanks
  }

  static func head(_ title: String) {
    print("\n\(title)\n")
    print("| \(cell("what", 34, right: false)) | measured | \(cell("yardstick", 38, right: false)) | ratio |")
    print("| --- | ---: | --- | ---: |")
  }

  static func row(_ what: String, _ measured: String, _ yardstick: String = "", ratio: Double? = nil) {
    let ratio = ratio.map { rounded($0) } ?? ""
    print(
      "| \(cell(what, 34, right: false)) | \(cell(measured, 8)) | \(cell(yardstick, 38, right: false))"
        + " | \(cell(ratio, 5)) |")
  }

  static func time(_ what: String, _ measured: Double, _ yardstick: String, _ reference: Double) {
    row(what, time(measured), "\(yardstick) \(time(reference))", ratio: measured / reference)
  }

  static func time(_ milliseconds: Double) -> String {
    milliseconds >= 1000 ? rounded(milliseconds / 1000) + " s" : rounded(milliseconds) + " ms"
  }

  /// Three significant digits.
  static func rounded(_ value: Double) -> String {
    if !value.isFinite { return "-" }
    let decimals = value >= 100 ? 1.0 : value >= 10 ? 10 : value >= 1 ? 100 : 1000
    let text = "\((value * decimals).rounded() / decimals)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
