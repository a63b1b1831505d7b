import Analysis

/// Texts of the ask list in one language. No defaults: a text missing in one language does not compile.
public struct GapTexts: Sendable {
  // MARK: The list
  public var primaryNow: @Sendable (String) -> String
  public var target: @Sendable (String) -> String
  public var barNow: @Sendable (String) -> String
  /// `answers` is nil when all together do not reach the target, `reachable` what they do reach.
  public var reach: @Sendable (_ answers: Int?, _ reachable: String) -> String
  public var askHeading: String
  public var productHeading: String
  public var dataHeading: String
  public var shareHeading: String
  public var askedHeading: String
  /// One kind alone, in at most eleven columns.
  public var kind: @Sendable (GapKinds) -> String
  public var partly: @Sendable (String) -> String
  /// A request and its day, as `2026-11-23`.
  public var asked: @Sendable (_ asked: Asked, _ day: String) -> String
  /// The same with a short word, and often with the day as `11-23`: eleven columns.
  public var askedShort: @Sendable (_ asked: Asked, _ day: String) -> String
  public var tierLine: @Sendable (_ tier: Int?, _ count: Int) -> String
  public var noGaps: String
  /// What Enter tells.
  public var why: String
  public var problemsHeading: String
  public var rankedBy: @Sendable (_ byTier: Bool) -> String
  public var talkList: @Sendable (Int) -> String

  // MARK: Messages and prompts
  public var noGap: @Sendable (String) -> String
  public var grouped: @Sendable (Bool) -> String
  public var subjectIs: @Sendable (String) -> String
  public var targetIs: @Sendable (String) -> String
  public var targetPrompt: String

  // MARK: Sentences
  public var answersSentence: @Sendable (_ count: Int, _ from: String, _ to: String) -> String
  public var askFirst: @Sendable (_ supplier: String, _ product: String) -> String
  public var brings: @Sendable (_ supplier: String, _ product: String, _ mass: String) -> String
  public var reachesTarget: @Sendable (String) -> String
  public var confirms:
    @Sendable (_ supplier: String, _ product: String, _ mass: String, _ why: String) -> String
  public var isCredit:
    @Sendable (_ supplier: String, _ product: String, _ mass: String, _ why: String) -> String
  public var isUnknown: @Sendable (_ supplier: String, _ product: String, _ why: String) -> String
  public var askedSentence: @Sendable (_ asked: Asked) -> String
  public var tierSentence:
    @Sendable (_ tier: Int?, _ count: Int, _ mass: String, _ from: String, _ to: String) -> String
  public var moreSentence: @Sendable (_ count: Int, _ mass: String) -> String
  public var moreUnknownSentence: @Sendable (_ count: Int) -> String

  // MARK: The command
  public var heading:
    @Sendable (_ now: String, _ target: String, _ answers: Int?, _ reachable: String) -> String
  public var unknownNote: @Sendable (Int) -> String
  public var creditNote: String
  public var noShare: String
}
