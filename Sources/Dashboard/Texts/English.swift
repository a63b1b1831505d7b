import Analysis
import Footprints

extension Texts {
  static let english = Texts(
    tagline: "headwaters of your emissions",
    loading: "Loading",
    working: "working it out ...",
    baseline: "Baseline",
    partial: "partial: loading was stopped",
    partialSoFar: { "partial: \($0) read so far" },
    partialAllRead: "partial: working out the rest",
    portfolio: "Portfolio",
    allProducts: "All products",
    thePortfolio: "the portfolio",
    allProductsTogether: "all products together",
    noFigure: "no figure",
    enlargeWindow: "enlarge the window",
    quit: "quit",
    quoted: { "\"\($0)\"" },
    productCount: { "\(Numbers.count($0)) product\($0 == 1 ? "" : "s")" },
    linkCount: { "\(Numbers.count($0)) link\($0 == 1 ? "" : "s")" },
    supplierCount: { "\(Numbers.count($0)) supplier\($0 == 1 ? "" : "s")" },
    primaryOfAll: { "primary data \($0)" },
    noticesHint: { "\(Numbers.count($0)) notice\($0 == 1 ? "" : "s") (!)" },
    partOfTotal: { "\($0)  (\($1))" },

    co2ePerYear: " CO2e/yr",
    co2ePerSet: " CO2e for one of each",
    co2ePer: { " CO2e/\($0)" },
    aYear: " a year",
    unit: { $0.isEmpty ? "unit" : $0 },
    perUnitFigure: { "\($0) kg CO2e per \($1)" },
    perOne: { "for one \($0) of \($1)" },

    title: englishTitle,
    hint: englishHint,
    keyNotHere: { "\($0) does nothing on this screen. ? shows what does." },
    unknownKey: { "No command on \"\($0)\". ? shows the keys, : all commands." },
    nothingOpenYet: "Nothing is open yet: choose a dataset first.",
    mouseIs: {
      $0 ? "The mouse works here. Hold Shift to mark text." : "The mouse belongs to the terminal again."
    },
    sortedBy: { sort in
      let names: [Sort.Key: String] = [
        .mass: "emissions", .name: "name", .primaryShare: "primary data share, lowest first",
        .tier: "tier, nearest first",
      ]
      return "Sorted by \(names[sort.key] ?? "")\(sort.reversed ? ", reversed" : "")."
    },
    alreadyAtStart: "This is the first page. q quits.",
    readingAgain: "Reading the files again ...",
    reloaded: { changes in
      if changes.isEmpty { return "Read again: nothing has changed." }
      var parts = [
        "\(Numbers.count(changes.products.count)) figure\(changes.products.count == 1 ? "" : "s") changed (*)"
      ]
      if changes.removed > 0 {
        parts.append("\(Numbers.count(changes.removed)) product\(changes.removed == 1 ? "" : "s") gone")
      }
      if let share = changes.relativeChange { parts.append("total \(Numbers.signedPercent(share))") }
      return "Read again: " + parts.joined(separator: ", ") + "."
    },
    noBranchHere: "There is no branch to open on this line.",
    noFigureHere: "This line is not about one product.",
    supplierNotNamed: "The files do not name a supplier for these products.",
    hiddenByFilter: "The filter hides these. Esc removes the last condition.",
    noItemForNotice: "This notice is not about one product.",
    emptyDataset: "There are no products in this dataset. ! shows what was found instead.",
    noSupplierList: "Open the list of suppliers first (3).",
    pasteNeedsInput: "Pasted text goes into a search: press / first.",
    nothingToMark: "There is nothing to mark on this line.",
    markedCount: { $0 == 0 ? "Nothing is marked." : "\(Numbers.count($0)) marked (m)." },
    nothingToUndo: "Nothing to undo.",
    nothingToRedo: "Nothing to redo.",
    screenIsClosed: "The screen it belongs to is closed.",
    exported: { rows, file in "\(Numbers.count(rows)) line\(rows == 1 ? "" : "s") written to \(file)" },
    notExported: { "Could not be written: \($0)" },
    copied: { file in file.map { "Copied. Also in \($0)" } ?? "Copied, where the terminal allows it." },

    productsPerYear: "Product, a year",
    productsEach: "Product, one of each",
    perYearHeading: "/yr",
    creditsLine: { "credits: \(Numbers.count($0)) item\($0 == 1 ? "" : "s")" },
    hotspotsHeading: { $0 ? "Hotspots (before credits)" : "Hotspots, whole chain" },
    itemHeading: { basis in
      switch basis {
      case .wholePerUnit: "Item, share of the product"
      case .parentPerUnit: "Item, share of its parent"
      case .wholePerYear: "Item, a year"
      }
    },
    supplierHeading: "Supplier",
    supplierOwnHeading: "Supplier, own emissions",
    countryHeading: "Ctry",
    tierHeading: "tier",
    shareHeading: "share",
    cumulativeHeading: "cum.",
    primaryHeading: "prim",
    primaryWord: "prim",
    secondaryWord: "sec",
    unknownWord: "unknown",
    unknownShort: "unk",
    ownTier: "own",
    ownEmissions: "own emissions",
    more: { "\(Numbers.count($0)) more" },
    hidden: { "\(Numbers.count($0)) hidden by the filter" },
    supplierUnknown: "supplier unknown",
    eightyPercent: {
      "80% of emissions: \(Numbers.count($0)) of \(Numbers.count($1)) product\($1 == 1 ? "" : "s")"
    },
    qualityHeading: "Data quality",
    qualityWords: { "primary \($0)  secondary \($1)  unknown \($2)" },
    byTier: "by tier",

    suppliersTitle: "Suppliers",
    boughtHeading: "What we buy through it",
    originsHeading: "Where that arises",
    tierNumber: { $0 == 0 ? "own company" : "tier \($0)" },
    askedOn: { "asked \($0)" },
    answeredOn: { "answered \($0)" },
    notAsked: "not asked yet",

    findHelp: "Type a name or id, in any script; letters may be left out.",
    findKeys: "Enter go there  Up Dn choose  Esc cancel   then n p: next, previous",
    nothingFound: { "Nothing fits \"\($0)\"." },
    matchCount: { "\(Numbers.count($0)) match\($0 == 1 ? "" : "es")\($0 >= 100 ? " or more" : "")" },
    matchNumber: { "match \($0) of \($1)" },
    filter: "filter",
    filterHelp: "tier:2 supplier:name country:JP data:primary|secondary|expired|gap... or text",
    filterNotUnderstood: {
      "\"\($0)\" is no filter. Try tier:2, country:JP, data:expired, supplier:name or a word."
    },
    chip: { chip in
      switch chip {
      case .tier(let tier): "tier \(tier)"
      case .supplier(let text): "supplier \(text)"
      case .country(let text): "country \(text)"
      case .data(let kind): englishDataKind(kind)
      case .text(let text): text
      }
    },
    dataKind: englishDataKind,

    originTitle: "Source of the figure",
    statusLabel: "Figure is",
    status: { status in
      switch status {
      case .declared: "declared by the supplier"
      case .computed: "computed: own emissions and components"
      case .lowerBound: "a lower bound: something upstream has no figure"
      case .gap: "missing: neither a declared value nor own emissions nor components"
      case .refused: "refused: a loop that has no finite answer"
      case .blocked: "not given: depends on a refused loop"
      }
    },
    totalLabel: "Footprint",
    ownLabel: "Own emissions",
    noteLabel: "Note",
    sourceHeading: "Source",
    fileLabel: "File",
    place: { place, files in englishPlace(place, files) },
    basisLabel: "Basis",
    basis: { basis in
      switch basis {
      case .unknown: "not stated"
      case .productSpecific: "calculated for this product"
      case .organisationAllocated: "company emissions allocated to the product (o)"
      case .database: "database or average"
      case .proxy: "estimate or stand-in (~)"
      }
    },
    declaredLabel: "Declared",
    directLabel: "Own, as given",
    primaryShareLabel: "Primary data share",
    notStated: "not stated",
    validLabel: "Valid until",
    expiredWord: "expired",
    verifiedLabel: "Verified",
    yes: "yes, by a third party",
    deviationLabel: "Geometric std. dev.",
    footprintLabel: "Footprint record",
    companyLabel: "Stated by",
    asWrittenLabel: "As written",
    asWritten: { value, amount, unit, whole in
      whole
        ? "\(value) kg CO2e for \(amount) \(unit)"
        : "\(value) kg CO2e per \(unit), declared unit \(amount) \(unit)"
    },
    convertedLabel: "Conversion",
    conversion: { footprint in
      let perUnit = Numbers.exact(footprint.emissions.excludingUptake)
      if footprint.logistics == .shipment { return "none: the value is for the whole shipment" }
      if !footprint.isPerDeclaredUnit { return "none: stated per unit of measurement" }
      return
        "divided by \(Numbers.exact(footprint.declaredAmount)): \(perUnit) kg CO2e per \(footprint.unit.symbol)"
    },
    periodLabel: "Reference period",
    validityLabel: "Validity",
    threeYearRule: "not stated: three years from the reference period",
    verification: { verification in
      guard let verification else { return "no third-party verification stated" }
      let parts = [
        verification.provider, verification.coverage, verification.level, verification.standard,
        verification.completed?.dateText ?? "", verification.comments,
      ]
      return "v  " + parts.filter { !$0.isEmpty }.joined(separator: ", ")
    },
    ratingLabel: "Data quality ratings",
    rating: { rating in
      let words = ["technological", "temporal", "geographical", "completeness", "reliability"]
      return ratingText(
        rating, words: words, coverage: "coverage", scale: { "scale \($0) to \($1), 1 is best" })
        ?? "none stated"
    },
    channelsHeading: "Parts of the footprint",
    channel: { channel in
      switch channel {
      case .total: "excluding uptake"
      case .includingUptake: "including uptake"
      case .fossil: "fossil"
      case .landUse: "land use change"
      case .biogenic: "biogenic"
      case .aircraft: "aircraft"
      case .packaging: "packaging"
      case .unsplit: "split not stated"
      case .primary: "primary data"
      case .verified: "verified"
      case .organisation: "organisation-allocated"
      case .unknown: "unknown"
      }
    },
    otherFootprintsHeading: "Other footprints of this product",
    otherFootprint: { value, unit, geography, status, id in
      "\(value) kg CO2e per \(unit)  \(geography)  \(status)  \(id)"
    },
    footprintStatus: { status in
      switch status {
      case .active: "active"
      case .deprecated: "deprecated"
      case .other(let text): text
      }
    },
    usedByHeading: { "Used by \(Numbers.count($0)) product\($0 == 1 ? "" : "s")" },
    recordHeading: "The record as received",
    linesBelow: { "+ \($0) lines below" },

    noticesTitle: "Notices",
    noticeTally: { count, fixes in "\(Numbers.count(count)) in all, \(Numbers.count(fixes)) to fix" },
    noNotices: "Nothing was wrong and nothing had to be assumed.",
    nothingHidden: "Nothing is hidden: a figure that could not be used is listed here.",
    noNoticesInPart: "Nothing was wrong in what was read, and nothing had to be assumed.",
    missingUntold: "Only a part was read: what may merely not be read yet is not listed.",
    moreNotices: { "\(Numbers.count($0)) more of this kind; the heaviest are listed." },
    levelHeading: "Level",
    whatHappenedHeading: "What happened, and what we did",
    countHeading: "count",
    effectHeading: "effect",
    whereHeading: "Where",
    foundLabel: "Found",
    remedyLabel: "To do",
    exampleHeading: "The heaviest one",
    detailHeading: "The selected notice",
    fixWord: "fix",
    noteWord: "note",
    noticeTitle: englishNoticeTitle,
    noticeDetail: dataOfNotice,
    noticeRemedy: englishNoticeRemedy,

    helpTitle: { "Help: \($0)" },
    screenName: { kind in
      switch kind {
      case .start: "Start"
      case .loading: "Loading"
      case .overview: "Overview"
      case .drillDown: "Drill-down"
      case .suppliers: "Suppliers"
      case .supplier: "Supplier"
      case .origin: "Source of a figure"
      case .notices: "Notices"
      case .whatIf: "What-if"
      case .gaps: "Data gaps"
      case .compare: "Compare"
      case .lags: "Declared against propagated"
      case .hosts: "Sources"
      case .host: "Source"
      }
    },
    typeToSearch: "type to search",
    searchWord: "search",
    helpKeys: "type to search help   Up Dn choose   Enter run   Esc close",
    helpGroup: { group in
      switch group {
      case .move: "MOVE"
      case .screen: "ON THIS SCREEN"
      case .everywhere: "EVERYWHERE"
      }
    },
    wordsHeading: "WORDS",
    glossary: [
      ("primary", "measured by the supplier"),
      ("secondary", "database or average"),
      ("unknown", "estimate, or origin unknown"),
      ("share", "part of the total shown"),
      ("tier", "company borders from us"),
      ("own", "not explained by components"),
      ("hotspot", "a large own contribution"),
      ("gap", "a figure that is missing"),
    ],
    howToRead: "HOW TO READ",
    markMeanings: [
      ("length", "emissions"),
      ("texture", "data quality"),
      ("~", "estimate or proxy"),
      ("o", "company data, allocated"),
      ("x", "expired"),
      ("v", "verified by a third party"),
      ("?", "true value is higher"),
      ("!", "see the notices"),
      ("*", "changed by the last reload"),
      ("m", "marked"),
    ],
    noSuchCommand: "No command of that name.",
    paletteKeys: "type a name   Up Dn choose   Enter run   Esc close",

    introduction: [
      "Genryu follows a product's emissions upstream, to the supplier where they arise.",
      "Open a folder with products.csv and links.csv, or with PACT footprints: genryu FOLDER",
    ],
    noDatasets: "No dataset was opened yet.",
    loadProblem: { problem in
      switch problem {
      case .notFound(let path, let lookedFor, let similar):
        ["\(path) was not found."] + lookedFor.map { "Looked for \($0)" }
          + (similar.isEmpty ? [] : ["Did you mean: \(similar.joined(separator: ", "))?"])
      case .unreadable(let path, let reason):
        [
          "\(path) cannot be read: \(reason)",
          "Check its permissions and that it is a folder or an ordinary file.",
        ]
      case .nothingUsable(let path):
        [
          "\(path) holds nothing that can be opened.",
          "Looked for products.csv, links.csv, portfolio.csv, suppliers.csv, and footprints as .json or .ndjson, also in footprints/.",
        ]
      }
    },
    recordProblem: { problem in
      switch problem {
      case .notRead: "This figure was worked out, not read."
      case .unreadable(let reason): "The file cannot be read any more: \(reason)"
      case .changed: "The file was changed since it was read. r reads it again."
      case .masked: "Records are not shown while names are masked."
      }
    },
    samplesHeading: "Samples",
    recentHeading: "Opened lately",
    firstKeys: [
      "Enter opens, Esc goes back, q quits. L: 日本語. ? explains the keys.",
      "Inside: Enter follows a product upstream, / finds, ! shows what was wrong in the data.",
    ],
    readingFiles: "Reading files",
    filesOf: { "\(Numbers.count($0)) of \(Numbers.count($1))" },
    productsFound: "Products",
    linksFound: "Supply links",
    footprintsFound: "Footprints",
    nowDoing: "Now",
    stopping: "stopping; what was read is kept",
    calculating: "working out totals",
    nothingIsChanged: "Nothing is changed on disk. Esc stops and keeps what is loaded.",

    allPrimary: "all of it primary data",
    partlyPrimary: { "\($0) of it primary data" },
    secondaryOnly: "secondary data only",
    unknownOnly: "origin of the data unknown",
    noFigureYet: "no figure",
    tierPhrase: { tier in tier.map { $0 == 0 ? "own company" : "tier \($0)" } ?? "not used" },
    topSentence: { name, share, subject, data in "\(name) is \(share) of \(subject), \(data)." },
    itemSentence: { name, supplier, tier, mass, share, subject, data in
      "\(name) (\(supplier), \(tier)): \(mass), \(share) of \(subject), \(data)."
    },
    largestUnmeasured: { " It is the largest unmeasured item of \($0)." },
    rootSentence: { name, mass, data, unmeasured in
      let first = "\(name): \(mass), \(data)."
      return unmeasured.map { "\(first) The largest item without primary data is \($0)." } ?? first
    },
    ownSentence: { name, supplier, mass, share, data in
      "Own emissions of \(supplier) for \(name): \(mass), \(share), \(data)."
    },
    creditsSentence: { count, mass in
      "\(Numbers.count(count)) item\(count == 1 ? "" : "s") below zero, together \(mass): credits, or a figure that is wrong. Shares are of the sum before credits."
    },
    restSentence: { count, mass, share in
      "\(Numbers.count(count)) further item\(count == 1 ? "" : "s"), together \(mass), \(share). Enter lists them."
    },
    supplierOwnSentence: { name, mass, share, subject, data in
      "\(name) itself emits \(mass) for \(subject), \(share) of it, \(data)."
    },
    supplierSentence: { name, mass, share, subject, own, data in
      "\(mass) (\(share) of \(subject)) pass through \(name), \(own) of it its own emissions; \(data)."
    },
    originSentence: { name, mass, data in "\(name): \(mass), \(data)." },
    gapSentence: { "\($0) has no figure. Ask its supplier for a footprint." }
  )
}
