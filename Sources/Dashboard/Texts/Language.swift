/// The two languages, equals: every text exists in both or nothing compiles.
public enum Language: String, CaseIterable, Sendable {
  case en, ja

  public var other: Language { self == .en ? .ja : .en }

  /// The language that a POSIX locale name asks for (`ja_JP.UTF-8`): Japanese for `ja…`, else English.
  public init(locale: String?) {
    self = (locale ?? "").lowercased().hasPrefix("ja") ? .ja : .en
  }
}
