import Canvas

/// Everything a key can do. Keys, hints, help and palette all come from the table of `Binding`s below.
public enum Command: Hashable, Sendable {
  case up, down, first, last, pageUp, pageDown
  case open, back, toggleBranch, source
  case overview, drillDown, supplier, nextView, previousView
  case find, nextMatch, previousMatch, filter, sort, reverseSort, basis
  case mark, undo, redo, export
  case hosts, refreshHost, refreshHosts, stopHosts, ask
  case copy, notices, language, palette, help, redraw, reload, mouse, quit
  case whatIf, gaps, compare, lags
  case nudgeUp, nudgeDown, typeValue, resetValue, measure, range, typeRange, wholeTotal, target, sample
  case saveScenario, openScenario, listEdits
  case leverFootprint, leverPrimary, leverSwap, leverSplit, leverRenewable, leverTransport, leverAmount
  case leverQuantity
  case showScenario
  case groupByTier, gapTarget
  case addColumn, removeColumn, nextColumn, onlyDifferences, percent
}

public enum HelpGroup: Int, CaseIterable, Sendable { case move, screen, everywhere }

/// One line of the key table.
public struct Binding: Sendable {
  public var command: Command
  public var keys: [Key]
  /// The keys as people write them.
  public var label: String
  public var group: HelpGroup
  /// How much it deserves a place on the last line of the screen, 1 most; nil for never.
  public var hint: Int?
  /// Screens it belongs to; nil for all.
  public var screens: [ScreenKind]?

  init(
    _ command: Command, _ keys: [Key], label: String, group: HelpGroup, hint: Int? = nil,
    screens: [ScreenKind]? = nil
  ) {
    self.command = command
    self.keys = keys
    self.label = label
    self.group = group
    self.hint = hint
    self.screens = screens
  }

  /// All bindings in the order in which help lists them.
  public static let table: [Binding] =
    [
      Binding(.open, [.enter, .right, .character("l")], label: "Enter", group: .move, hint: 1),
      Binding(.back, [.escape, .left, .character("h"), .backspace], label: "Esc", group: .move, hint: 1),
      Binding(.up, [.up, .character("k")], label: "k", group: .move),
      Binding(.down, [.down, .character("j")], label: "j", group: .move),
      Binding(.first, [.home, .character("g")], label: "g", group: .move),
      Binding(.last, [.end, .character("G")], label: "G", group: .move),
      Binding(.pageUp, [.pageUp, .control("b")], label: "PgUp", group: .move),
      Binding(.pageDown, [.pageDown, .control("f")], label: "PgDn", group: .move),
      Binding(.overview, [.character("1")], label: "1", group: .move),
      Binding(.drillDown, [.character("2")], label: "2", group: .move),
      Binding(.supplier, [.character("3")], label: "3", group: .move),
      Binding(.whatIf, [.character("4")], label: "4", group: .move),
      Binding(.gaps, [.character("5")], label: "5", group: .move),
      Binding(.compare, [.character("6")], label: "6", group: .move),
      Binding(.nextView, [.tab], label: "Tab", group: .move),
      Binding(.previousView, [.backTab], label: "S-Tab", group: .move),
      Binding(
        .toggleBranch, [.character(" ")], label: "Space", group: .screen, hint: 3, screens: [.drillDown]),
      Binding(
        .basis, [.character("b")], label: "b", group: .screen, hint: 3, screens: [.drillDown]),
      Binding(.source, [.character("i")], label: "i", group: .screen, hint: 4, screens: .products),
      Binding(.sort, [.character("s")], label: "s", group: .screen, hint: 4, screens: .lists),
      Binding(.reverseSort, [.character("S")], label: "S", group: .screen, screens: .lists),
      Binding(.filter, [.character("f")], label: "f", group: .screen, hint: 3, screens: .filtered),
      Binding(.nextMatch, [.character("n")], label: "n", group: .screen, screens: .hotspots),
      Binding(.previousMatch, [.character("p")], label: "p", group: .screen, screens: .hotspots),
      Binding(.mark, [.character("m")], label: "m", group: .screen, screens: .marking),
      Binding(.export, [.character("e")], label: "e", group: .screen, screens: .exporting),
      Binding(.ask, [.character("a")], label: "a", group: .screen, screens: .asking),
      Binding(.refreshHost, [.character("R")], label: "R", group: .screen, hint: 2, screens: .hosts),
      Binding(.refreshHosts, [.character("A")], label: "A", group: .screen, hint: 2, screens: .hosts),
      Binding(.stopHosts, [.character("x")], label: "x", group: .screen, hint: 3, screens: .hosts),
    ] + whatIfTable + [
      Binding(.find, [.character("/")], label: "/", group: .everywhere, hint: 2),
      Binding(.copy, [.character("y")], label: "y", group: .everywhere, hint: 4),
      Binding(.undo, [.character("u")], label: "u", group: .everywhere),
      Binding(.redo, [.character("U")], label: "U", group: .everywhere),
      Binding(.notices, [.character("!")], label: "!", group: .everywhere),
      Binding(.hosts, [.character("O")], label: "O", group: .everywhere),
      Binding(.language, [.character("L")], label: "L", group: .everywhere),
      Binding(.mouse, [.character("M")], label: "M", group: .everywhere),
      Binding(.reload, [.character("r")], label: "r", group: .everywhere),
      Binding(.redraw, [.control("l")], label: "Ctrl-L", group: .everywhere),
      Binding(.palette, [.character(":")], label: ":", group: .everywhere, hint: 3),
      Binding(.help, [.character("?"), .function(1)], label: "?", group: .everywhere, hint: 1),
      Binding(.quit, [.character("q")], label: "q", group: .everywhere, hint: 1),
    ]

  /// Keys of the what-if and compare screens.
  private static let whatIfTable: [Binding] = [
    Binding(.nudgeUp, [.character("+")], label: "+", group: .screen, hint: 1, screens: [.whatIf]),
    Binding(.nudgeDown, [.character("-")], label: "-", group: .screen, hint: 1, screens: [.whatIf]),
    Binding(.typeValue, [.character("=")], label: "=", group: .screen, hint: 2, screens: [.whatIf]),
    Binding(.resetValue, [.character("0")], label: "0", group: .screen, hint: 3, screens: [.whatIf]),
    Binding(.measure, [.character("s")], label: "s", group: .screen, hint: 4, screens: [.whatIf]),
    Binding(.range, [.character("v")], label: "v", group: .screen, hint: 5, screens: [.whatIf]),
    Binding(.typeRange, [.character("V")], label: "V", group: .screen, screens: [.whatIf]),
    Binding(.wholeTotal, [.character("b")], label: "b", group: .screen, hint: 6, screens: [.whatIf, .gaps]),
    Binding(.groupByTier, [.character("t")], label: "t", group: .screen, hint: 3, screens: [.gaps]),
    Binding(.gapTarget, [.character("=")], label: "=", group: .screen, hint: 5, screens: [.gaps]),
    Binding(.target, [.character("t")], label: "t", group: .screen, hint: 4, screens: [.whatIf]),
    Binding(.sample, [.character("d")], label: "d", group: .screen, hint: 5, screens: [.whatIf]),
    Binding(.saveScenario, [.character("S")], label: "S", group: .screen, hint: 3, screens: [.whatIf]),
    Binding(
      .openScenario, [.character("o")], label: "o", group: .screen, hint: 5, screens: [.whatIf, .compare]),
    Binding(.listEdits, [.character("E")], label: "E", group: .screen, hint: 6, screens: [.whatIf]),
    Binding(.leverFootprint, [.character("F")], label: "F", group: .screen, screens: [.whatIf]),
    Binding(.leverPrimary, [.character("D")], label: "D", group: .screen, screens: [.whatIf]),
    Binding(.leverSwap, [.character("w")], label: "w", group: .screen, hint: 6, screens: [.whatIf]),
    Binding(.leverSplit, [.character("x")], label: "x", group: .screen, screens: [.whatIf]),
    Binding(.leverRenewable, [.character("R")], label: "R", group: .screen, screens: [.whatIf]),
    Binding(.leverTransport, [.character("T")], label: "T", group: .screen, screens: [.whatIf]),
    Binding(.leverAmount, [.character("a")], label: "a", group: .screen, screens: [.whatIf]),
    Binding(.leverQuantity, [.character("Q")], label: "Q", group: .screen, screens: [.whatIf]),
    Binding(
      .showScenario, [.character("B")], label: "B", group: .screen,
      screens: [.overview, .drillDown, .suppliers, .supplier, .origin, .gaps]),
    Binding(.addColumn, [.character("c")], label: "c", group: .screen, hint: 2, screens: [.compare]),
    Binding(.removeColumn, [.character("x")], label: "x", group: .screen, hint: 3, screens: [.compare]),
    Binding(.nextColumn, [.character("v")], label: "v", group: .screen, hint: 5, screens: [.compare]),
    Binding(.onlyDifferences, [.character("d")], label: "d", group: .screen, hint: 3, screens: [.compare]),
    Binding(.percent, [.character("%")], label: "%", group: .screen, hint: 4, screens: [.compare]),
    Binding(.lags, [.character("D")], label: "D", group: .screen, hint: 5, screens: .afterWhatIf),
  ]

  /// Each command has one line of the table.
  static let ofCommand = Dictionary(table.map { ($0.command, $0) }, uniquingKeysWith: { first, _ in first })

  /// Those that the last line of the screen may name.
  static let hinted = table.filter { $0.hint != nil }

  /// The command of a key on a screen. Full-width letters count as the plain ones: whoever has an input method
  /// switched on sends those.
  public static func command(for key: Key, on screen: ScreenKind) -> Command? {
    let key = folded(key)
    return table.first { $0.keys.contains(key) && $0.applies(to: screen) }?.command
  }

  public func applies(to screen: ScreenKind) -> Bool { screens?.contains(screen) ?? true }

  static func folded(_ key: Key) -> Key {
    guard case .character(let character) = key, let scalar = character.unicodeScalars.first else {
      return key
    }
    if scalar.value == 0x3000 { return .character(" ") }
    guard (0xFF01...0xFF5E).contains(scalar.value), let plain = Unicode.Scalar(scalar.value - 0xFEE0) else {
      return key
    }
    return .character(Character(plain))
  }
}

/// Screens as far as keys tell them apart.
public enum ScreenKind: Hashable, Sendable, CaseIterable {
  case start, loading, overview, drillDown, suppliers, supplier, origin, notices
  case whatIf, gaps, compare, lags
  case hosts, host
}

extension [ScreenKind] {
  static let lists: [ScreenKind] = [.overview, .drillDown, .suppliers]
  static let filtered: [ScreenKind] = lists + [.gaps]
  static let marking: [ScreenKind] = [.overview, .drillDown, .suppliers, .supplier, .gaps]
  static let exporting: [ScreenKind] = marking + [.notices, .whatIf, .compare, .lags, .hosts, .host]
  static let products: [ScreenKind] = [
    .overview, .drillDown, .supplier, .notices, .whatIf, .gaps, .compare, .lags, .host,
  ]
  /// Where the declared-versus-propagated list can be called up: everywhere but where its key is a lever.
  static let afterWhatIf: [ScreenKind] = [
    .overview, .drillDown, .suppliers, .supplier, .origin, .notices, .gaps, .compare,
  ]
  static let hosts: [ScreenKind] = [.hosts, .host]
  /// Where a product can be chosen that a host is asked for.
  static let asking: [ScreenKind] = [
    .overview, .drillDown, .supplier, .origin, .notices, .gaps, .lags, .host,
  ]
  static let hotspots: [ScreenKind] = [.overview, .drillDown, .suppliers, .supplier, .gaps]
}

extension State {
  public var screenKind: ScreenKind {
    switch phase {
    case .start, .failed: .start
    case .loading: .loading
    case .open:
      switch scene?.screen {
      case .overview, nil: .overview
      case .drillDown: .drillDown
      case .suppliers: .suppliers
      case .supplier: .supplier
      case .origin: .origin
      case .notices, .noticeGroup: .notices
      case .whatIf: .whatIf
      case .gaps: .gaps
      case .compare: .compare
      case .lags: .lags
      case .hosts: .hosts
      case .host: .host
      }
    }
  }

  /// Why a command does nothing here, as a sentence; nil when it works.
  public func reasonAgainst(_ command: Command) -> String? {
    if let binding = Binding.ofCommand[command], !binding.applies(to: screenKind) {
      return texts.keyNotHere(binding.label)
    }
    return isClosed && command.needsDataset ? texts.nothingOpenYet : nil
  }

  /// Nothing is open that commands could be about.
  var isClosed: Bool { screenKind == .start || screenKind == .loading }
}

extension Command {
  var needsDataset: Bool {
    switch self {
    case .whatIf, .gaps, .compare, .lags, .overview, .drillDown, .supplier, .nextView, .previousView, .find,
      .notices, .copy, .reload, .undo, .redo, .hosts:
      true
    default: false
    }
  }
}
