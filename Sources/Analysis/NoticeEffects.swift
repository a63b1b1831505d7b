import Footprints
import SupplyGraph

extension NoticeLog {
  /// The groups with effects in kg CO2e of the focus instead of one unit of each product: only so can the effects of
  /// different products be compared and added up. What the focus does not need has no effect.
  ///
  /// A group's effect is the sum over the examples kept, the heaviest of them first.
  public func weighed(by focus: Focus) -> [NoticeGroup] {
    let graph = focus.rollUp.graph
    var weighed = NoticeLog()
    var groups: [NoticeCode: NoticeGroup] = [:]
    for group in grouped() {
      groups[group.code] = group
      for notice in group.worst {
        var notice = notice
        if let effect = notice.effect, let product = graph.product(id: notice.product) {
          notice.effect = effect * focus.weight(product)
        }
        weighed.add(notice)
      }
    }
    return weighed.grouped().map { group in
      var group = group
      group.count = groups[group.code]?.count ?? group.count
      group.fixes = groups[group.code]?.fixes ?? group.fixes
      return group
    }
  }
}
