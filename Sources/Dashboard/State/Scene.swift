import Analysis
import Canvas
import Footprints
import SupplyGraph

/// A screen with its place in it: cursor, scroll, order and filter belong to the screen they were set on, so that back
/// is exactly where one was.
public struct Scene: Sendable {
  public enum Screen: Hashable, Sendable {
    case overview
    case drillDown(ProductIndex)
    case suppliers
    case supplier(SupplierIndex)
    case origin(ProductIndex)
    case notices
    /// The examples of one kind of notice, by its position in the snapshot's groups.
    case noticeGroup(Int)
    case whatIf(Focus.Subject)
    case compare(Focus.Subject)
    /// Declared figures that do not follow their components.
    case lags
    /// Whom to ask for data.
    case gaps(Focus.Subject)
    /// The hosts that footprints come from.
    case hosts
    /// One of them, by its name, with what its last sync changed.
    case host(String)
  }

  public var screen: Screen
  public var cursor = 0
  public var scroll = 0
  /// Scroll of the second list where a screen has two.
  public var secondScroll = 0
  public var sort = Sort()
  public var filter: [Chip] = []
  public var limit: Int
  public var tree = Tree()
  public private(set) var answer: Answer?
  /// The lines the cursor moves over, in order: those of the answer.
  public private(set) var rows: [Row] = []
  public var record: [String]?
  /// The question of screens that depend on the scenario.
  var request: Query?
  /// Totals before and after, which come before the rest of the answer.
  public internal(set) var total: WhatIfTotal?
  /// An input that is listed whatever its rank.
  var listed: Parameter?
  /// A gap that is listed whatever its rank.
  var listedGap: ProductIndex?
  var answered: Query?
  var asked: Set<Query> = []
  /// The line the cursor should go to as soon as it is there.
  var wanted: RowID?
  /// The next answer brings the branch just opened: the cursor goes to its first line.
  var stepsIn = false
  /// The cursor stays at its line number although that line gives way to others.
  var keepsCursor = false

  public init(_ screen: Screen) {
    self.screen = screen
    limit = Scene.usualLimit(screen)
  }

  /// Open branches of a drill-down and the way in.
  public struct Tree: Sendable, Hashable {
    public var open: Set<[Int]> = [[]]
    public var limits: [[Int]: Int] = [:]
    var trail: [Step] = []

    /// What the screen was before a step deeper.
    struct Step: Sendable, Hashable {
      var open: Set<[Int]>
      var selected: RowID?
      var scroll: Int
    }
  }

  static func usualLimit(_ screen: Screen) -> Int {
    switch screen {
    case .supplier: 20
    case .suppliers: 500
    default: 100
    }
  }

  /// What this screen needs to be drawn.
  var query: Query? {
    switch screen {
    case .overview: .overview(sort: sort, filter: filter, limit: limit)
    case .drillDown(let root):
      .tree(TreeRequest(root: root, open: tree.open, limits: tree.limits, sort: sort, filter: filter))
    case .suppliers: .suppliers(sort: sort, filter: filter, limit: limit)
    case .supplier(let supplier): .supplier(supplier, limit: limit)
    case .origin(let product): .origin(product)
    case .notices, .noticeGroup, .hosts, .host: nil
    case .whatIf, .compare, .lags, .gaps: request
    }
  }

  public var selected: Row? {
    rows.indices.contains(cursor) ? rows[cursor] : nil
  }

  /// Puts the cursor on the line it wants, or on the one it was on, or as near as there is.
  mutating func take(_ answer: Answer, for query: Query) {
    let before = keepsCursor ? nil : wanted ?? selected?.id
    keepsCursor = false
    self.answer = answer
    rows = answer.rows
    answered = query
    seek(before)
  }

  /// Asks anew; the cursor stays where it is.
  mutating func forget() {
    wanted = wanted ?? selected?.id
    answer = nil
    answered = nil
    asked = []
    record = nil
  }

  /// Puts the cursor on the wanted line where the lines are those already shown; else the answer does it.
  mutating func seekNow() {
    if query == answered { seek(wanted) }
  }

  private mutating func seek(_ id: RowID?) {
    if let id, let place = rows.firstIndex(where: { $0.id == id }) {
      cursor = min(stepsIn ? place + 1 : place, rows.count - 1)
      stepsIn = false
      wanted = nil
    } else {
      cursor = min(cursor, max(0, rows.count - 1))
    }
  }
}
