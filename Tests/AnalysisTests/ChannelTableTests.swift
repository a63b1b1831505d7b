import Testing

@testable import Analysis

@Suite struct ChannelTableTests {
  /// Whatever the width, and whichever part the number is in.
  @Test(arguments: Channel.allCases) func theLargestNumberWhateverItsSign(channel: Channel) {
    var table = ChannelTable(repeating: Channels(), count: 5)
    for p in table.indices { table[p][.total] = Double(p) }
    #expect(table.largest == 4)
    table[2][channel] = -7
    #expect(table.largest == 7)
  }

  @Test func totalsBelowZeroAreCounted() {
    for channel in [Channel.verified, .packaging] {
      var table = ChannelTable(repeating: Channels(), count: 4)
      (table[0][channel], table[1][.total], table[3][.total]) = (-1, -2, -3)
      #expect(table.credits == 2)
    }
    #expect(ChannelTable(repeating: Channels(), count: 0).credits == 0)
    #expect(ChannelTable(repeating: Channels(), count: 0).largest == 0)
  }
}
