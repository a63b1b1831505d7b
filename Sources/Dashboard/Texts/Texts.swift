import Analysis
import Footprints

/// Every text of the program in one language. The type has no defaults: a text that is missing in one language does not
/// compile. Sentences with figures are functions, because the order of words differs.
public struct Texts: Sendable {
  public typealias Text1 = @Sendable (String) -> String
  public typealias Text2 = @Sendable (String, String) -> String
  public typealias Text3 = @Sendable (String, String, String) -> String
  public typealias Count = @Sendable (Int) -> String

  // MARK: Frame
  public var tagline: String
  public var loading: String
  public var working: String
  public var baseline: String
  public var partial: String
  /// While the rest is still being read; how much is.
  public var partialSoFar: Text1
  public var partialAllRead: String
  public var portfolio: String
  public var allProducts: String
  public var thePortfolio: String
  public var allProductsTogether: String
  public var noFigure: String
  public var enlargeWindow: String
  public var quit: String
  public var quoted: Text1
  public var productCount: Count
  public var linkCount: Count
  public var supplierCount: Count
  public var primaryOfAll: Text1
  public var noticesHint: Count
  public var partOfTotal: Text2

  // MARK: Units
  public var co2ePerYear: String
  public var co2ePerSet: String
  public var co2ePer: Text1
  public var aYear: String
  public var unit: Text1
  public var perUnitFigure: Text2
  public var perOne: Text2

  // MARK: Commands
  public var title: @Sendable (Command) -> String
  public var hint: @Sendable (Command) -> String
  public var keyNotHere: Text1
  public var unknownKey: Text1
  public var nothingOpenYet: String
  public var mouseIs: @Sendable (Bool) -> String
  public var sortedBy: @Sendable (Sort) -> String
  public var alreadyAtStart: String
  public var readingAgain: String
  public var reloaded: @Sendable (Changes) -> String
  public var noBranchHere: String
  public var noFigureHere: String
  public var supplierNotNamed: String
  public var hiddenByFilter: String
  public var noItemForNotice: String
  public var emptyDataset: String
  public var noSupplierList: String
  public var pasteNeedsInput: String
  public var nothingToMark: String
  public var markedCount: Count
  public var nothingToUndo: String
  public var nothingToRedo: String
  public var screenIsClosed: String
  public var exported: @Sendable (_ rows: Int, _ file: String) -> String
  public var notExported: Text1
  /// The file it was kept in as well, nil when that could not be written.
  public var copied: @Sendable (String?) -> String

  // MARK: Lists
  public var productsPerYear: String
  public var productsEach: String
  public var perYearHeading: String
  public var creditsLine: Count
  public var hotspotsHeading: @Sendable (_ hasCredits: Bool) -> String
  public var itemHeading: @Sendable (MassBasis) -> String
  public var supplierHeading: String
  public var supplierOwnHeading: String
  public var countryHeading: String
  public var tierHeading: String
  public var shareHeading: String
  public var cumulativeHeading: String
  public var primaryHeading: String
  public var primaryWord: String
  public var secondaryWord: String
  public var unknownWord: String
  public var unknownShort: String
  public var ownTier: String
  public var ownEmissions: String
  public var more: Count
  public var hidden: Count
  public var supplierUnknown: String
  public var eightyPercent: @Sendable (_ few: Int, _ all: Int) -> String
  public var qualityHeading: String
  public var qualityWords: Text3
  public var byTier: String

  // MARK: Supplier
  public var suppliersTitle: String
  public var boughtHeading: String
  public var originsHeading: String
  public var tierNumber: Count
  public var askedOn: Text1
  public var answeredOn: Text1
  public var notAsked: String

  // MARK: Find and filter
  public var findHelp: String
  public var findKeys: String
  public var nothingFound: Text1
  public var matchCount: Count
  public var matchNumber: @Sendable (_ position: Int, _ count: Int) -> String
  public var filter: String
  public var filterHelp: String
  public var filterNotUnderstood: Text1
  public var chip: @Sendable (Chip) -> String
  public var dataKind: @Sendable (Chip.DataKind) -> String

  // MARK: Where a figure comes from
  public var originTitle: String
  public var statusLabel: String
  public var status: @Sendable (Status) -> String
  public var totalLabel: String
  public var ownLabel: String
  public var noteLabel: String
  public var sourceHeading: String
  public var fileLabel: String
  public var place: @Sendable (Place, [SourceFile]) -> String
  public var basisLabel: String
  public var basis: @Sendable (Basis) -> String
  public var declaredLabel: String
  public var directLabel: String
  public var primaryShareLabel: String
  public var notStated: String
  public var validLabel: String
  public var expiredWord: String
  public var verifiedLabel: String
  public var yes: String
  public var deviationLabel: String
  public var footprintLabel: String
  public var companyLabel: String
  public var asWrittenLabel: String
  public var asWritten: @Sendable (_ value: String, _ amount: String, _ unit: String, _ whole: Bool) -> String
  public var convertedLabel: String
  public var conversion: @Sendable (Footprint) -> String
  public var periodLabel: String
  public var validityLabel: String
  public var threeYearRule: String
  public var verification: @Sendable (Verification?) -> String
  public var ratingLabel: String
  public var rating: @Sendable (DataQuality?) -> String
  public var channelsHeading: String
  public var channel: @Sendable (Channel) -> String
  public var otherFootprintsHeading: String
  public var otherFootprint:
    @Sendable (_ value: String, _ unit: String, _ geography: String, _ status: String, _ id: String) -> String
  public var footprintStatus: @Sendable (Footprint.Status) -> String
  public var usedByHeading: Count
  public var recordHeading: String
  public var linesBelow: Count

  // MARK: Notices
  public var noticesTitle: String
  public var noticeTally: @Sendable (_ count: Int, _ fixes: Int) -> String
  public var noNotices: String
  public var nothingHidden: String
  /// Those two where a part of the dataset was read.
  public var noNoticesInPart: String
  public var missingUntold: String
  public var moreNotices: Count
  public var levelHeading: String
  public var whatHappenedHeading: String
  public var countHeading: String
  public var effectHeading: String
  public var whereHeading: String
  public var foundLabel: String
  public var remedyLabel: String
  public var exampleHeading: String
  public var detailHeading: String
  public var fixWord: String
  public var noteWord: String
  public var noticeTitle: @Sendable (NoticeCode) -> String
  public var noticeDetail: @Sendable (Notice) -> String
  public var noticeRemedy: @Sendable (NoticeCode) -> String

  // MARK: Help
  public var helpTitle: Text1
  public var screenName: @Sendable (ScreenKind) -> String
  public var typeToSearch: String
  public var searchWord: String
  public var helpKeys: String
  public var helpGroup: @Sendable (HelpGroup) -> String
  public var wordsHeading: String
  public var glossary: [(String, String)]
  public var howToRead: String
  public var markMeanings: [(String, String)]
  public var noSuchCommand: String
  public var paletteKeys: String

  // MARK: Start and loading
  public var introduction: [String]
  public var noDatasets: String
  /// The first line is the heading.
  public var loadProblem: @Sendable (LoadProblem) -> [String]
  public var recordProblem: @Sendable (RecordProblem) -> String
  public var samplesHeading: String
  public var recentHeading: String
  public var firstKeys: [String]
  public var readingFiles: String
  public var filesOf: @Sendable (_ done: Int, _ all: Int) -> String
  public var productsFound: String
  public var linksFound: String
  public var footprintsFound: String
  public var nowDoing: String
  public var stopping: String
  public var calculating: String
  public var nothingIsChanged: String

  // MARK: Sentences
  public var allPrimary: String
  public var partlyPrimary: Text1
  public var secondaryOnly: String
  public var unknownOnly: String
  public var noFigureYet: String
  public var tierPhrase: @Sendable (Int?) -> String
  public var topSentence:
    @Sendable (_ name: String, _ share: String, _ subject: String, _ data: String) -> String
  public var itemSentence:
    @Sendable (
      _ name: String, _ supplier: String, _ tier: String, _ mass: String, _ share: String, _ subject: String,
      _ data: String
    ) -> String
  public var largestUnmeasured: Text1
  public var rootSentence:
    @Sendable (_ name: String, _ mass: String, _ data: String, _ unmeasured: String?) -> String
  public var ownSentence:
    @Sendable (_ name: String, _ supplier: String, _ mass: String, _ share: String, _ data: String) -> String
  public var creditsSentence: @Sendable (_ count: Int, _ mass: String) -> String
  public var restSentence: @Sendable (_ count: Int, _ mass: String, _ share: String) -> String
  public var supplierOwnSentence:
    @Sendable (_ name: String, _ mass: String, _ share: String, _ subject: String, _ data: String) -> String
  public var supplierSentence:
    @Sendable (
      _ name: String, _ mass: String, _ share: String, _ subject: String, _ own: String, _ data: String
    ) -> String
  public var originSentence: Text3
  public var gapSentence: Text1
}
