import CPrefetch
import Footprints
import SupplyGraph

/// Totals of products outside loops under edits, over plain memory, for one width of the tables.
///
/// `EditState.settle` is the rule; this is the same arithmetic without its detours. It stops at a product that needs a
/// closer look (it bears an edit itself, or its figure leaves the range of numbers), which `settle` then takes.
private struct SettleKernel<Row: ChannelRow> {
  let links: (starts: UnsafePointer<Int32>, components: UnsafePointer<Int32>, amounts: UnsafePointer<Double>)
  let own: UnsafePointer<Row>
  let baseline: (values: UnsafePointer<Row>, status: UnsafePointer<Status>)
  /// Stated own emissions; NaN where nobody states any.
  let direct: UnsafePointer<Double>
  let values: UnsafeMutablePointer<Row>
  let status: UnsafeMutablePointer<Status>
  let bounds: UnsafeMutablePointer<Double>
  let isDifferent: UnsafeMutablePointer<Bool>
  let lastLink: Int

  /// From `first` on, up to `end` or the first that needs a closer look; returns which.
  func run(_ first: ProductIndex, _ end: ProductIndex, _ seeds: NumberSet, _ pending: NumberSet)
    -> ProductIndex
  {
    var p = first
    while p < end {
      if seeds.contains(p) { return p }
      let range = Int(links.starts[p])..<Int(links.starts[p + 1])
      let isReached = reaches(range)
      if isReached || isDifferent[p] || pending.contains(p) {
        let before = baseline.status[p]
        if before != .refused, before != .blocked, !settle(p, range, before, isReached) { return p }
      }
      p += 1
    }
    return p
  }

  @inline(__always)
  private func reaches(_ range: Range<Int>) -> Bool {
    for link in range where isDifferent[Int(links.components[link])] && links.amounts[link] != 0 {
      return true
    }
    return false
  }

  /// False, and nothing is done, where the figure is no number.
  @inline(__always)
  private func settle(_ p: ProductIndex, _ range: Range<Int>, _ before: Status, _ isReached: Bool) -> Bool {
    if isReached {
      var upstream = Row.zero
      var (isOpen, isEmpty) = (false, true)
      for link in range where links.amounts[link] != 0 {
        let component = Int(links.components[link])
        // In a large reach the next products are worked out, too.
        prefetch_line(values + Int(links.components[min(link + SweepAhead.links, lastLink)]))
        upstream.add(values[component], times: links.amounts[link])
        isEmpty = false
        if status[component] == .gap || status[component] == .lowerBound { isOpen = true }
      }
      var sum = own[p]
      sum.add(upstream, times: 1)
      guard sum.isFinite else { return false }
      values[p] = sum
      status[p] = after(before, p, isOpen, isEmpty)
    } else {
      values[p] = baseline.values[p]
      status[p] = before
    }
    isDifferent[p] = isReached
    bounds[p] = values[p].head[0]
    return true
  }

  @inline(__always)
  private func after(_ before: Status, _ p: ProductIndex, _ isOpen: Bool, _ isEmpty: Bool) -> Status {
    if before == .declared { return .declared }
    if before != .computed, direct[p].isNaN { return isEmpty ? .gap : .lowerBound }
    return isOpen ? .lowerBound : .computed
  }
}

extension EditState {
  /// Settles products of a range without loops as far as that takes no closer look; returns where it stopped.
  mutating func settlePlainly(_ first: ProductIndex, _ end: ProductIndex) -> ProductIndex {
    let width = model.values.width
    guard !hasCreditBounds, width == model.own.width, width == baseline.model.values.width else {
      return first
    }
    return switch width {
    case .one: settlePlainly(SIMD4<Double>.self, first, end)
    case .two: settlePlainly(TwoParts.self, first, end)
    case .three: settlePlainly(Channels.self, first, end)
    }
  }

  private mutating func settlePlainly<Row: ChannelRow>(
    _: Row.Type, _ first: ProductIndex, _ end: ProductIndex
  ) -> ProductIndex {
    let (links, base, seeds, pending, graph) = (graph.links, baseline.model, isSeed, pending, graph)
    return links.starts.withUnsafeBufferPointer { starts in
      links.components.withUnsafeBufferPointer { components in
        model.amounts.withUnsafeBufferPointer { amounts in
          model.own.withReadRows(Row.self) { own in
            base.values.withReadRows(Row.self) { baseValues in
              base.status.withUnsafeBufferPointer { baseStatus in
                model.values.withRows(Row.self) { values in
                  model.status.withUnsafeMutableBufferPointer { status in
                    model.bounds.withUnsafeMutableBufferPointer { bounds in
                      isDifferent.withUnsafeMutableBufferPointer { isDifferent in
                        graph.withFigures { figures in
                          SettleKernel<Row>(
                            links: (starts.base, components.base, amounts.base), own: own,
                            baseline: (baseValues, baseStatus.base), direct: figures.direct, values: values,
                            status: status.base, bounds: bounds.base, isDifferent: isDifferent.base,
                            lastLink: components.count - 1
                          ).run(first, end, seeds, pending)
                        } ?? end
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}
