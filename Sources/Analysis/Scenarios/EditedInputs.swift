import SupplyGraph

/// The inputs of a model under edits, ranked by the measure that was asked for last. Only what edits have touched is
/// looked at again.
struct EditedInputs: Sendable {
  private var terms: InputTerms?
  private(set) var ranked: RankedInputs
  /// By product; empty until something is asked.
  private var masses: [LinkMasses] = []
  /// By product: whether what its amounts bring may be something else.
  private var touchedLinks: [Bool]
  /// By chunk of products: whether anything about them may be.
  private var touchedChunks: [Bool]

  init(count: Int, total: Double?) {
    ranked = RankedInputs(count: count, total: total)
    touchedLinks = [Bool](repeating: false, count: count)
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

  mutating func touchAll() { for chunk in touchedChunks.indices { touchedChunks[chunk] = true } }

  /// For sweeps: by product and by chunk.
  mutating func withTouched<Result>(
    _ body: (UnsafeMutablePointer<Bool>, UnsafeMutablePointer<Bool>) -> Result
  ) -> Result {
    touchedLinks.withUnsafeMutableBufferPointer { links in
      touchedChunks.withUnsafeMutableBufferPointer { chunks in body(links.base, chunks.base) }
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
        // Each product is looked at by one thread.
        nonisolated(unsafe) let (masses, touched) = (masses, touched)
        ranked.refresh(effects, totals, wanted, wanted: touchedChunks) { scan, products in
          for p in products where touched[p] {
            masses[p] = scan.masses(p)
            touched[p] = false
          }
          return scan.sum(products) { masses[$1] }
        }
      }
    }
    for chunk in touchedChunks.indices { touchedChunks[chunk] = false }
  }

  private mutating func forget(_ wanted: InputTerms) {
    terms = wanted
    if masses.isEmpty { masses = [LinkMasses](repeating: LinkMasses(), count: touchedLinks.count) }
    for p in touchedLinks.indices { touchedLinks[p] = true }
    touchAll()
  }
}
