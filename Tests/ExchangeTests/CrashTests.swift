import Footprints
import FoundationEssentials
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Exchange

/// A process that syncs is killed at random points, again and again. `GENRYU_KILLS=200` for many of them.
@Suite struct CrashTests {
  static let kills = Int(ProcessInfo.processInfo.environment["GENRYU_KILLS"] ?? "") ?? 20

  @Test func nothingAcknowledgedIsLostAndNothingDoubled() throws {
    let folder = TemporaryFolder()
    let records = (1...2000).map {
      record3($0, more: "\"comment\":\"\(String(repeating: "x", count: $0 % 997))\",")
    }
    var generator = Pieces(seed: 11)
    var good = GoodHost(records: records, pageSize: 23)
    good.version = 3
    let pages = good
    let host = try TestHost { request in
      var asked = request
      asked.headers["authorization"] = "Bearer \(pages.token)"
      return pages.answer(asked) ?? TestHost.Step.answer("", status: 404)
    }
    var found: Set<HostProblem.Code> = []
    for kill in 1...CrashTests.kills {
      let probe = try Probe(["sync", folder.path, host.base])
      // Some are ended while they start or open the store, most between or in the middle of pages.
      for _ in 0..<generator.number(below: 40) { _ = probe.line() }
      usleep(UInt32(generator.number(below: 4000)))
      probe.end()
      var acknowledged = 0
      while let line = probe.line(timeout: 1) {
        if let number = line.split(separator: " ").last.flatMap({ Int($0) }) {
          acknowledged = max(acknowledged, number)
        }
      }
      let store = try SourceStore(folder: folder.path, name: "crash") { noon }
      found.formUnion(store.findings.map(\.code))
      let kept = try store.originals().map { String(decoding: $0, as: UTF8.self) }
      #expect(kept.count >= acknowledged && Set(kept).count == kept.count, "kill \(kill)")
      #expect(Set(kept).isSubset(of: records), "kill \(kill)")
      #expect(store.keptCount == kept.count)
      #expect(!store.findings.contains { $0.code == .damagedStore })
    }
    let last = try Probe(["sync", folder.path, host.base])
    #expect(last.output().last == "done")
    let kept = try SourceStore(reading: "crash", in: folder.path).originals().map {
      String(decoding: $0, as: UTF8.self)
    }
    #expect(kept.count == 2000 && Set(kept) == Set(records))
    #expect(found.contains(.interrupted))
  }
}
