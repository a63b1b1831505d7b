/// What products have in common with others, by names.
struct Names {
  /// Each once, sorted; an empty one is not among them.
  private(set) var distinct: [String] = []
  /// By product, into `distinct`; −1 for none.
  private(set) var ofProduct: [Int32] = []

  init() {}

  /// - Parameter texts: by product, their numbers; −1 for none.
  init(_ texts: [Int32], _ pool: TextPool) {
    var places = [Int32](repeating: -1, count: pool.count)
    var numbers: [Int32] = []
    for number in texts where number >= 0 && places[Int(number)] < 0 {
      places[Int(number)] = 0
      numbers.append(number)
    }
    let named = numbers.map { (text: pool[$0], number: $0) }.sorted { $0.text < $1.text }
    for (text, number) in named {
      if text.isEmpty {
        places[Int(number)] = -1
        continue
      }
      // Texts that are equal as texts but not byte by byte are one.
      if text != distinct.last { distinct.append(text) }
      places[Int(number)] = Int32(truncatingIfNeeded: distinct.count - 1)
    }
    ofProduct = texts.largeMap { $0 < 0 ? -1 : places[Int($0)] }
  }
}
