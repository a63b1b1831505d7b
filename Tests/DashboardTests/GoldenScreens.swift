import Canvas
import Foundation
import Testing

@testable import Dashboard

/// One picture of every screen, in both languages and sizes, compared with the files of `Screens`. Set
/// `GENRYU_UPDATE_SCREENS=1` to write them anew, and look at each before it is committed.
@Suite struct GoldenScreens {
  static let sizes = [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40)]

  struct Shot: Sendable, CustomTestStringConvertible {
    var name: String
    var sample = "ev-battery-pack"
    var keys: @Sendable (inout Harness) -> Void
    var testDescription: String { name }
  }

  static let shots: [Shot] = [
    Shot(name: "overview") { _ in },
    Shot(name: "drill-down") { h in h.press(.enter, .enter, .enter, .enter) },
    Shot(name: "drill-down-parent") { h in
      h.press(.enter, .enter, .down)
      h.type("b ")
    },
    Shot(name: "suppliers") { h in
      h.press(.character("3"), .escape)
    },
    Shot(name: "supplier") { h in
      h.type("n3")
    },
    Shot(name: "source") { h in
      h.type("/CELL-JP")
      h.press(.enter)
      h.type("i")
    },
    Shot(name: "notices") { h in h.type("!") },
    Shot(name: "notice-group") { h in
      h.type("!")
      h.press(.enter)
    },
    Shot(name: "help") { h in h.type("?") },
    Shot(name: "commands") { h in h.type(":") },
    Shot(name: "find") { h in h.type("/にっける") },
    Shot(name: "filter") { h in
      h.type("fcountry:JP")
      h.press(.enter)
      h.type("fdata:se")
    },
    Shot(name: "what-if") { h in h.type("4jj") },
    Shot(name: "what-if-scenario") { h in
      h.type("/CELL-JP")
      h.press(.enter)
      h.type("4R")
      h.type("hydro")
      h.press(.enter)
      h.press(.home)
      h.type("----S")
      h.type("Hydropower")
      h.press(.enter)
      h.type("jj--")
    },
    Shot(name: "what-if-target") { h in
      h.type("4t")
      h.press(.enter)
    },
    Shot(name: "what-if-value") { h in h.type("4=0.8x") },
    Shot(name: "what-if-swap") { h in
      h.type("/CELL-JP")
      h.press(.enter)
      h.type("4w")
    },
    Shot(name: "gaps") { h in
      h.type("n5")
      h.press(.home)
      h.type("mjjm")
    },
    Shot(name: "gaps-product") { h in h.type("5") },
    Shot(name: "gaps-by-tier") { h in
      h.type("n5t")
      h.press(.home)
    },
    Shot(name: "compare") { h in
      h.type("4----jF")
      h.press(.enter)
      h.type("S")
      h.type("Cells and ingot")
      h.press(.enter)
      h.type("jj--6")
      h.type("c")
      h.press(.enter)
    },
    Shot(name: "declared-lag") { h in
      h.type("/ALUMINA")
      h.press(.enter)
      h.type("i4--6D")
    },
    Shot(name: "data-centre", sample: "data-centre-service") { _ in },
    Shot(name: "logistics", sample: "inbound-logistics") { h in h.press(.enter) },
  ]

  @Test(arguments: shots) func screen(_ shot: Shot) throws {
    for size in GoldenScreens.sizes {
      for language in Language.allCases {
        var harness = try Harness(sample: shot.sample, language: language, size: size)
        shot.keys(&harness)
        try expectGolden(
          harness.state.render(), "\(shot.name)-\(size.columns)x\(size.rows)-\(language.rawValue)")
      }
    }
  }

  @Test(arguments: Language.allCases) func start(_ language: Language) throws {
    for size in GoldenScreens.sizes {
      let items = [
        StartPage.Item(path: "/home/sato/pact-fy2026", name: "pact-fy2026", isSample: false),
        StartPage.Item(path: "SampleData/ev-battery-pack", name: "ev-battery-pack", isSample: true),
        StartPage.Item(path: "SampleData/inbound-logistics", name: "inbound-logistics", isSample: true),
      ]
      let state = State(language: language, size: size, phase: .start(StartPage(items: items)))
      try expectGolden(state.render(), "start-\(size.columns)x\(size.rows)-\(language.rawValue)")
    }
  }

  @Test(arguments: Language.allCases) func loading(_ language: Language) throws {
    for size in GoldenScreens.sizes {
      var loading = Loading(name: "pact-fy2026")
      (loading.filesTotal, loading.filesDone) = (2418, 1204)
      (loading.bytesTotal, loading.bytesDone) = (38_000_000, 19_200_000)
      (loading.products, loading.links, loading.footprints, loading.notices) = (1100, 5210, 1204, 3)
      loading.currentFile = "footprints/hikari-0231.json"
      let state = State(language: language, size: size, phase: .loading(loading))
      try expectGolden(state.render(), "loading-\(size.columns)x\(size.rows)-\(language.rawValue)")
    }
  }

  private func expectGolden(_ canvas: Canvas, _ name: String) throws {
    let base = "\(Files.root)/Screens/\(name)"
    let text = canvas.text() + "\n"
    let svg = canvas.svg(theme: .light)
    if ProcessInfo.processInfo.environment["GENRYU_UPDATE_SCREENS"] == "1" {
      try text.write(toFile: base + ".txt", atomically: true, encoding: .utf8)
      try svg.write(toFile: base + ".svg", atomically: true, encoding: .utf8)
      return
    }
    let golden = try? String(contentsOfFile: base + ".txt", encoding: .utf8)
    let isSameText = golden == text
    #expect(isSameText, "\(name).txt differs:\n\(difference(golden ?? "", text))")
    let picture = try? String(contentsOfFile: base + ".svg", encoding: .utf8)
    let isSamePicture = picture == svg
    #expect(isSamePicture, "\(name).svg differs")
  }

  /// The lines that differ, old above new.
  private func difference(_ old: String, _ new: String) -> String {
    let (old, new) = (
      old.split(separator: "\n", omittingEmptySubsequences: false),
      new.split(separator: "\n", omittingEmptySubsequences: false)
    )
    return (0..<max(old.count, new.count)).compactMap { index -> String? in
      let (a, b) = (index < old.count ? String(old[index]) : "", index < new.count ? String(new[index]) : "")
      return a == b ? nil : "- \(a)\n+ \(b)"
    }.joined(separator: "\n")
  }
}
