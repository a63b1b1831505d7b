import Analysis
import Canvas
import Footprints
import SupplyGraph

/// The whole state of the program as a value. Events change it (`handle`), views draw it, and nothing else knows it.
public struct State: Sendable {
  public var language: Language { didSet { edition += 1 } }
  public var size: Size { didSet { edition += 1 } }
  public var style: DrawingStyle { didSet { edition += 1 } }
  public var phase: Phase { didSet { edition += 1 } }
  public internal(set) var snapshot: Snapshot?
  /// How far loading has come while a part of the dataset is shown already; nil when it is over.
  public internal(set) var ongoing: Loading?
  /// Screens from the first to the one on top; each keeps its own place.
  public internal(set) var scenes: [Scene] = []
  public internal(set) var overlay: Overlay?
  /// One line for the person, gone with the next key.
  public internal(set) var message: String?
  public internal(set) var basis: MassBasis = .wholePerUnit
  public internal(set) var mouseIsOn: Bool
  /// What was marked, on any screen.
  public internal(set) var marked: Set<Marked> = []
  /// The hosts that footprints come from, in the order of their names.
  public internal(set) var hosts: [HostState] = []
  /// Whether the hosts were looked up; before that nothing is said of them.
  public internal(set) var areHostsKnown = false
  var history = History()
  /// The scenario that is being worked on.
  public internal(set) var scenario = ScenarioState()
  /// Those that are saved beside the dataset, by name.
  public internal(set) var savedScenarios: [Scenario] = []
  public internal(set) var whatIf = WhatIfSettings()
  var comparing = CompareSettings()
  var gaps = GapSettings()
  /// What was asked for, by product of the snapshot.
  var requests = Requests()
  var pendingNudge: PendingNudge?
  /// Edits whose links the graph has; nil when nobody has looked.
  var linkedEdits: [Edit]?
  /// The program is to end as soon as the scenario is on the disk.
  var leavesWhenSaved = false
  var sampling = Sampling()
  var staging = Staging()
  /// The edits of a scenario have met data that they were not made on.
  var checksFit = false
  /// A product that a host is to be asked for as soon as the hosts are known.
  var productToAsk: ProductIndex?
  /// What the start page offers, also after something else could not be opened.
  public var startPage = StartPage(items: [])
  var matches = Matches()
  /// Drill-downs left by a change of view, so that coming back finds them as they were.
  var rememberedTrees: [ProductIndex: Scene] = [:]
  /// Another number after everything that may change more of the picture than where the cursor and the scroll stand.
  var edition = 0
  /// The event at hand has moved the cursor of a list, and that is all.
  var hasOnlyMoved = false

  public init(language: Language, size: Size, style: DrawingStyle = .init(), mouse: Bool = true, phase: Phase)
  {
    self.language = language
    self.size = size
    self.style = style
    self.phase = phase
    mouseIsOn = mouse
  }

  public var texts: Texts { language.texts }
  public var scene: Scene? { scenes.last }

  public enum Phase: Sendable {
    case start(StartPage)
    case loading(Loading)
    case open
    /// The dataset could not be opened at all; keys still work.
    case failed(LoadProblem, start: StartPage)
  }
}

/// Why a dataset could not be opened at all. Everything smaller is a notice.
public enum LoadProblem: Hashable, Sendable {
  /// Nothing has this path. `lookedFor` are the full paths tried, `similar` names that are there instead.
  case notFound(path: String, lookedFor: [String], similar: [String])
  case unreadable(path: String, reason: String)
  /// A folder or files without anything that could be read.
  case nothingUsable(path: String)
}

/// What `share` and the mass column refer to.
public enum MassBasis: Int, CaseIterable, Sendable {
  /// Share of the whole product, kg per unit of it.
  case wholePerUnit
  /// Share of the row's parent, kg per unit of the product in focus.
  case parentPerUnit
  /// Share of the whole product, kg per year at the portfolio's quantity.
  case wholePerYear
}

/// The page of `genryu` without arguments: nobody needs to know a path to begin.
public struct StartPage: Sendable, Equatable {
  public struct Item: Sendable, Equatable {
    public var path: String
    public var name: String
    public var isSample: Bool

    public init(path: String, name: String, isSample: Bool) {
      self.path = path
      self.name = name
      self.isSample = isSample
    }
  }
  public var items: [Item]
  public var cursor = 0

  public init(items: [Item]) { self.items = items }
}

/// How far loading has come.
public struct Loading: Sendable, Equatable {
  public var name: String
  public var filesTotal = 0
  public var filesDone = 0
  public var bytesTotal: Int64 = 0
  public var bytesDone: Int64 = 0
  public var products = 0
  public var links = 0
  public var footprints = 0
  public var notices = 0
  public var currentFile = ""
  /// Reading is over and the figures are being worked out.
  public var isCalculating = false
  public var isStopping = false

  public init(name: String) { self.name = name }

  public var fraction: Double {
    if isCalculating { return 1 }
    return bytesTotal > 0 ? min(1, Double(bytesDone) / Double(bytesTotal)) : 0
  }
}

/// Matches of the last search, for `n` and `p`.
struct Matches: Sendable {
  var found: [Found] = []
  var position = 0
}

/// Something drawn over the screen that takes the keys.
public enum Overlay: Sendable {
  case help(HelpState)
  case palette(PaletteState)
  case find(FindState)
  case filter(text: String)
  case prompt(Prompt)
  case choice(Choice)
  /// Asks what is to become of a scenario that is not saved.
  case leave

  public struct HelpState: Sendable {
    public var text = ""
    public var cursor = 0
    public var scroll = 0
  }
  public struct PaletteState: Sendable {
    public var text = ""
    public var cursor = 0
  }
  public struct FindState: Sendable {
    public var text = ""
    public var cursor = 0
    public var found: [Found] = []
    /// The text that `found` answers; nil until names are at hand.
    public var answered: String?
    /// Enter was pressed before the answer came: it counts for what is found.
    public var goesAhead = false
  }
}

/// What the outside has to do after an event.
public enum Effect: Hashable, Sendable {
  /// Ask a host, by its name, for the footprint of a product.
  case askHost(String, ProductIndex)
  case ask(Query)
  case copy(String)
  /// Write the list of the screen on top to a file.
  case export
  case open([String])
  case cancelLoading
  /// Tell what is known of the hosts, without asking them.
  case lookUpHosts
  /// The same for what was asked of them, and nothing to be said where they are not shown.
  case lookUpQuestions
  /// Ask these hosts for what is new; nil for all.
  case refresh(String?)
  case stopRefreshing
  /// Read all files again.
  case reload
  /// Read what has changed in the files.
  case catchUp
  case redraw
  case mouse(Bool)
  case quit
  /// Write a scenario to its file.
  case saveScenario(Scenario)
  /// Make a graph that has the links which these edits need, with amount 0.
  case addLinks([Edit])
  /// Read another dataset, to compare with.
  case loadOther(String)
  /// Draw samples in the background, in place of those being drawn.
  case sample(SampleRequest)
  case stopSampling
}

public enum Event: Sendable {
  case input(InputEvent)
  case progress(Loading)
  /// What is there so far; more is coming.
  case partlyLoaded(Snapshot)
  case loaded(Snapshot)
  case loadFailed(LoadProblem)
  case answer(Query, Answer)
  case message(String)
  /// All hosts there are.
  case hosts([HostState])
  /// News of one of them.
  case host(HostState)
  /// Files of the dataset are not what they were when they were read.
  case filesChanged
  /// The same dataset with further links of amount 0.
  case extended(Snapshot)
  /// The scenarios that are saved beside the dataset.
  case scenarios([Scenario])
  /// A scenario that was asked for on the command line: all screens show it.
  case scenarioAsked(Scenario)
  case scenarioSaved(Scenario, file: String)
  case scenarioNotSaved(reason: String)
  case otherLoaded(String, Snapshot)
  case sampled(Sampled)
}
