import Footprints

/// Short words for where a host stands, for lists of any kind.
public struct HostWords: Sendable {
  private let texts: HostTexts

  public init(_ language: Language) { texts = language.hostTexts }

  public func state(_ state: HostState) -> String {
    switch state.activity {
    case .waiting: return texts.waiting
    case .running: return texts.running
    case .pausing(let seconds): return texts.pausing(seconds)
    case .idle: break
    }
    if state.failure != nil { return texts.failed }
    if state.problems.contains(where: { $0.severity == .gap }) { return texts.incomplete }
    return state.lastSync == nil && state.kept == 0 ? texts.notAsked : texts.good
  }

  public func lastSync(_ state: HostState) -> String {
    guard let time = state.lastSync else { return texts.never }
    return String(time.iso8601.prefix(16).map { $0 == "T" ? " " : $0 })
  }
}
