/// The size of a grid of character cells.
public struct Size: Hashable, Sendable {
  public var columns: Int
  public var rows: Int

  public init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }
}

/// Where a text stands in a field that is wider than the text.
public enum Alignment: Hashable, Sendable {
  case left, right, center
}

/// Splits `total` cells by weight, by largest remainder; the result always sums to `max(total, 0)`.
///
/// Each part differs from its exact share by less than one cell. Equal remainders go to the earlier part,
/// so the same weights always give the same picture. Weights that are negative or not finite count as zero;
/// when all weights are zero the whole `total` goes to the first part (there is no share to speak of, but the
/// sum must hold). With no weights the result is empty.
///
/// - Complexity: O(n log n) in the number of weights.
public func allot(_ total: Int, by weights: [Double]) -> [Int] {
  guard !weights.isEmpty else { return [] }
  let total = max(total, 0)
  let shares = normalised(weights)
  guard shares.contains(where: { $0 > 0 }) else {
    return [total] + Array(repeating: 0, count: weights.count - 1)
  }
  let exact = shares.map { $0 * Double(total) }
  var parts = exact.map { Int(exactly: $0.rounded(.down)) ?? total }
  var left = total - parts.reduce(0, +)
  guard left != 0 else { return parts }
  let byRemainder = exact.indices.filter { shares[$0] > 0 }.sorted { a, b in
    let (x, y) = (exact[a] - Double(parts[a]), exact[b] - Double(parts[b]))
    return x == y ? a < b : x > y
  }
  var turn = 0
  while left > 0 {
    parts[byRemainder[turn % byRemainder.count]] += 1
    turn += 1
    left -= 1
  }
  while left < 0 {  // only rounding of huge totals can overshoot
    guard let largest = parts.indices.max(by: { parts[$0] < parts[$1] }) else { break }
    parts[largest] += left
    left = 0
  }
  return parts
}

/// Weights as shares of their sum; scaled by the largest first, so that the sum cannot overflow.
private func normalised(_ weights: [Double]) -> [Double] {
  var shares = weights.map { $0.isFinite && $0 > 0 ? $0 : 0 }
  let largest = shares.max() ?? 0
  guard largest > 0 else { return shares }
  for index in shares.indices { shares[index] /= largest }
  let sum = shares.reduce(0, +)
  for index in shares.indices { shares[index] /= sum }
  return shares
}
