import SupplyGraph

/// The inputs of a model under edits, ranked by the measure that was asked for last. Only what edits have touched is
/// looked at again.
struct EditedInputs: Sendable {
  private var terms: InputTerms?
  private(set) var ranked: RankedInputs
  /// By product; empty until something is asked.
  private var masses: [LinkMasses] = []
  /// Those with the largest scores, as somebody asked for last.
  private var leading: LeadingInputs?
  /// By product: whether what its amounts bring may be something else.
  private var touchedLinks: [Bool]
  /// By chunk of products: whether anything about them may be.
  private var touchedChunks: [Bool]

  init(count: Int, total: Double?) {
    ranked = RankedInputs(count: count, total: total)
    touchedLinks = [Bool](large: false, count: count)
    touchedChunks = [Bool](repeating: false, count: ranked.chunks)
  }

  /// A product's own emissions, its total or what is needed of it changed.
  @inline(__always)
  mutating func touch(_ p: ProductIndex) { touchedChunks[p / RankedInputs.chunk] = true }

  /// A total below the product, or an amount of it, changed.
  @inline(__always)
  mutating func touchLinks(of p: ProductIndex) {
    touchedLinks[p] = true
    touch(p)
  }

  /// The same for all products of some chunks of `size` products.
  mutating func touch(chunks: [Bool], of size: Int) {
    let parts = size / RankedInputs.chunk
    for chunk in touchedChunks.indices where chunks[chunk / parts] { touchedChunks[chunk] = true }
  }

  mutating func touchAll() { for chunk in touchedChunks.indices { touchedChunks[chunk] = true } }

  /// For sweeps, which have all masses at hand.
  mutating func withRecorder<Result>(_ body: (MassRecorder) -> Result) -> Result {
    // The factor alone: the terms have arrays, which would be counted at every product.
    let factor = terms?.amount.factor
    return masses.withUnsafeMutableBufferPointer { masses in
      touchedLinks.withUnsafeMutableBufferPointer { links in
        touchedChunks.withUnsafeMutableBufferPointer { chunks in
          body(
            MassRecorder(
              factor: factor, masses: masses.base, touchedLinks: links.base, touchedChunks: chunks.base))
        }
      }
    }
  }

  /// Brings everything up to date.
  ///
  /// - Complexity: O(products + links) for another measure or other spreads; else O(chunks + touched products and
  ///   their links).
  mutating func refresh(_ effects: InputEffects, _ totals: [Double], _ wanted: InputTerms) {
    if terms?.measure != wanted.measure || terms?.policy != wanted.policy { forget(wanted) }
    if ranked.rescale(effects.total) { touchAll() }
    masses.withUnsafeMutableBufferPointer { masses in
      touchedLinks.withUnsafeMutableBufferPointer { touched in
        touchedChunks.withUnsafeMutableBufferPointer { chunks in
          // Each product is looked at by one thread.
          nonisolated(unsafe) let (masses, touched) = (masses, touched)
          ranked.refresh(effects, totals, wanted, wanted: Flags(chunks)) { scan, products in
            for p in products where touched[p] {
              masses[p] = scan.masses(p)
              touched[p] = false
            }
            return scan.sum(products) { masses[$1] }
          }
          chunks.update(repeating: false)
        }
      }
    }
  }

  /// The inputs with the largest scores, the largest first, when everything is up to date.
  ///
  /// - Complexity: O(top log top + inputs of the chunks that were touched and have or had one of them); where so many
  ///   dropped out that others must be looked for, as `RankedInputs.best`.
  mutating func first(_ top: Int, _ effects: InputEffects, _ totals: [Double], _ wanted: InputTerms)
    -> [Parameter]
  {
    if !follow(top, effects, totals, wanted) {
      let most = LeadingInputs.kept(top)
      leading = LeadingInputs(ranked.best(most, effects, totals, wanted, masses: masses), top: top)
    }
    ranked.touched.removeAll(keepingCapacity: true)
    ranked.bar = leading?.bar ?? .infinity
    return leading?.inputs ?? []
  }

  /// Looks again at what was touched; whether the first are known by that.
  private mutating func follow(
    _ top: Int, _ effects: InputEffects, _ totals: [Double], _ wanted: InputTerms
  ) -> Bool {
    // Not held here as well, or it would be copied by being changed.
    guard let bar = leading?.bar, leading?.top == top else { return false }
    if ranked.touched.isEmpty { return true }
    let ranking = ranked.ranking(
      of: ranked.touched, LeadingInputs.kept(top), bar, effects, totals, wanted, masses: masses)
    return leading?.replace(ranked.touched, effects.graph, with: ranking) ?? false
  }

  private mutating func forget(_ wanted: InputTerms) {
    terms = wanted
    (leading, ranked.bar) = (nil, .infinity)
    if masses.isEmpty { masses = [LinkMasses](large: LinkMasses(), count: touchedLinks.count) }
    for p in touchedLinks.indices { touchedLinks[p] = true }
    touchAll()
  }
}

/// Takes down what a sweep finds out about products outside loops.
struct MassRecorder {
  /// What an amount scores per kg CO2e; nil where nobody has asked yet.
  fileprivate let factor: Double?
  fileprivate let masses: UnsafeMutablePointer<LinkMasses>
  fileprivate let touchedLinks: UnsafeMutablePointer<Bool>
  fileprivate let touchedChunks: UnsafeMutablePointer<Bool>

  /// Whether anybody has asked for what it could record.
  @inline(__always)
  var isWanted: Bool { factor != nil }

  /// For products about which it has not found that out.
  @inline(__always)
  func touchLinks(of p: ProductIndex) {
    touchedLinks[p] = true
    touchedChunks[p / RankedInputs.chunk] = true
  }

  /// - Parameter found: with the largest mass as the score.
  @inline(__always)
  func record(_ found: LinkMasses, _ p: ProductIndex) {
    guard let factor else { return }
    var found = found
    found.score = InputTerms.score(found.score, factor)
    masses[p] = found
    touchedLinks[p] = false
    touchedChunks[p / RankedInputs.chunk] = true
  }
}
