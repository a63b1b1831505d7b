import Footprints

/// Texts about hosts that serve footprints, in one language. No defaults: a text missing in one language does not
/// compile.
public struct HostTexts: Sendable {
  /// What happened, in a sentence, with what was found.
  public var problem: @Sendable (HostProblem) -> String
  /// What to do about it; empty where there is nothing to do.
  public var remedy: @Sendable (HostProblem.Code) -> String

  // MARK: The list of sources
  public var title: String
  public var hostHeading: String
  public var stateHeading: String
  public var pagesHeading: String
  public var listedHeading: String
  public var newHeading: String
  public var keptHeading: String
  public var lastHeading: String
  public var never: String
  public var waiting: String
  public var running: String
  public var pausing: @Sendable (_ seconds: Int) -> String
  public var good: String
  public var incomplete: String
  public var failed: String
  public var notAsked: String
  public var noSources: [String]
  public var problemsHeading: String
  public var allWell: String
  public var changesHeading: @Sendable (_ count: Int) -> String
  public var noChanges: String
  public var moreChanges: @Sendable (_ count: Int) -> String
  public var unlistedCount: @Sendable (_ count: Int) -> String
  public var kind: @Sendable (FootprintChange.Kind) -> String
  public var question: @Sendable (_ product: String, _ asked: String, _ question: HostQuestion) -> String
  public var whoHeading: String
  public var productHeading: String
  public var valueHeading: String
  public var shareHeading: String
  public var stopped: String
  public var chooseHost: String
  public var noProductHere: String
  public var nothingToRefresh: String
  public var stillLookingUp: String
  public var nothingRuns: String
  public var masked: String
  public var refreshing: @Sendable (_ count: Int) -> String
  public var arrived: @Sendable (_ new: Int, _ hosts: Int) -> String
  public var tally: @Sendable (_ hosts: Int, _ kept: Int) -> String
  public var summary: @Sendable (_ name: String, _ kept: Int, _ received: Int, _ last: String) -> String
}

/// `text: detail`, or the text alone.
func joined(_ text: String, _ detail: String) -> String { detail.isEmpty ? text : "\(text): \(detail)" }
