import Footprints
import Testing

@testable import genryu

/// Which news of hosts has the screen drawn.
@Suite struct HostProgressTests {
  private func state(_ name: String, _ activity: HostState.Activity, listed: Int = 0) -> HostState {
    var state = HostState(name: name, address: "")
    state.activity = activity
    state.listed = listed
    return state
  }

  private let start = ContinuousClock.now

  @Test func countsAreToldTogetherTenTimesASecond() {
    var progress = HostProgress()
    #expect(progress.due(state("a", .running), now: start).map(\.name) == ["a"])
    #expect(progress.due(state("b", .running), now: start).map(\.name) == ["b"])
    #expect(progress.due(state("a", .running, listed: 1), now: start).map(\.listed) == [1])
    for page in 2...50 {
      #expect(progress.due(state("a", .running, listed: page), now: start + .milliseconds(page)).isEmpty)
    }
    #expect(progress.due(state("b", .running, listed: 7), now: start + .milliseconds(60)).isEmpty)
    let due = progress.due(state("a", .running, listed: 51), now: start + .milliseconds(100))
    #expect(due.map(\.name) == ["a", "b"] && due.map(\.listed) == [51, 7])
    #expect(progress.due(state("a", .running, listed: 52), now: start + .milliseconds(199)).isEmpty)
  }

  /// Whoever waits or has ended says nothing more that could bring it to the screen later.
  @Test func anotherActivityIsToldAtOnce() {
    var progress = HostProgress()
    _ = progress.due(state("a", .running), now: start)
    _ = progress.due(state("a", .running, listed: 1), now: start)
    #expect(progress.due(state("a", .running, listed: 2), now: start).isEmpty)
    #expect(progress.due(state("a", .pausing(seconds: 3), listed: 3), now: start).map(\.listed) == [3])
    #expect(progress.due(state("a", .running, listed: 3), now: start).count == 1)
    #expect(progress.due(state("a", .running, listed: 4), now: start).isEmpty)
    #expect(progress.due(state("a", .idle, listed: 5), now: start).map(\.listed) == [5])
    // What was held back of it does not come after its last word.
    #expect(progress.due(state("b", .running), now: start + .seconds(1)).map(\.name) == ["b"])
    #expect(progress.due(state("b", .running, listed: 1), now: start + .seconds(2)).map(\.name) == ["b"])
  }
}
