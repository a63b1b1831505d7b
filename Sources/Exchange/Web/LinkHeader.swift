/// The links of `Link` headers (RFC 8288), read as forgivingly as hosts write them: several in one header, several
/// headers, relations with or without quotes, commas and semicolons inside the brackets or in quoted values.
struct LinkHeader {
  struct Link: Equatable {
    var target: String
    /// In small letters.
    var relations: [String]
  }

  private(set) var links: [Link] = []
  /// Something stood there that is no link.
  private(set) var isDamaged = false

  init(_ headers: [String]) {
    for header in headers { read(header) }
  }

  /// The target of the first link to the next page.
  var next: String? { links.first { $0.relations.contains("next") }?.target }

  private mutating func read(_ header: String) {
    var rest = Array(header.unicodeScalars.prefix(65_536))[...]
    while true {
      rest = rest.drop { $0 == "," || $0 == " " || $0 == "\t" }
      guard let first = rest.first else { return }
      guard first == "<", let close = rest.firstIndex(of: ">") else {
        isDamaged = true
        // Goes on at the next thing that looks like a link.
        rest = rest.dropFirst().drop { $0 != "<" }
        continue
      }
      let target = LinkHeader.text(rest[rest.index(after: rest.startIndex)..<close])
      rest = rest[rest.index(after: close)...]
      let relations = LinkHeader.relations(&rest)
      links.append(Link(target: target.filter { $0 != " " }, relations: relations))
    }
  }

  /// Reads the parameters up to the comma before the next link; only the first `rel` counts.
  private static func relations(_ rest: inout ArraySlice<Unicode.Scalar>) -> [String] {
    var relations: [String]?
    while true {
      rest = rest.drop { $0 == " " || $0 == "\t" }
      guard let separator = rest.first, separator == ";" else { return relations ?? [] }
      rest = rest.dropFirst().drop { $0 == " " || $0 == "\t" }
      let name = text(rest.prefix { $0 != "=" && $0 != ";" && $0 != "," })
      rest = rest.dropFirst(name.unicodeScalars.count)
      var value = ""
      if rest.first == "=" {
        rest = rest.dropFirst().drop { $0 == " " || $0 == "\t" }
        value = self.value(&rest)
      }
      if name.lowercased().filter({ $0 != " " && $0 != "\t" && $0 != "*" }) == "rel", relations == nil {
        relations = value.lowercased().split { $0 == " " || $0 == "\t" }.map(String.init)
      }
    }
  }

  private static func value(_ rest: inout ArraySlice<Unicode.Scalar>) -> String {
    guard let quote = rest.first, quote == "\"" || quote == "'" else {
      let token = rest.prefix { $0 != ";" && $0 != "," }
      rest = rest.dropFirst(token.count)
      return text(token)
    }
    rest = rest.dropFirst()
    var value: [Unicode.Scalar] = []
    while let scalar = rest.first {
      rest = rest.dropFirst()
      if scalar == quote { break }
      if scalar == "\\", let escaped = rest.first {
        value.append(escaped)
        rest = rest.dropFirst()
      } else {
        value.append(scalar)
      }
    }
    return text(value[...])
  }

  private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }
}
