/// SplitMix64 (Steele, Lea & Flood 2014): the same numbers for the same seed everywhere.
struct Seeded {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ limit: Int) -> Int { Int(truncatingIfNeeded: next() % UInt64(max(1, limit))) }
}

/// A made-up supply chain of any size, the same bytes for the same arguments.
///
/// Products lie in layers; a product needs others of deeper layers, mostly of the next one. Identifiers and the
/// order of rows say nothing about that. With `loops`, one link in ten thousand runs back, which makes one large
/// loop and some small ones.
struct SyntheticDataset {
  let products: Int
  let links: Int
  let shape: Shape
  let loops: Bool
  let seed: UInt64

  /// Who needs whom.
  enum Shape {
    /// Anything of deeper layers: a product in the middle is needed by half of all products.
    case mixed
    /// As bills of materials have it: a family of products has its own parts, which no other family needs, and one
    /// link in eight goes to a raw material that is anybody's.
    case families
  }

  static let layers = 20
  /// Of a family in a layer.
  private static let familyWidth = 32

  init(products: Int, links: Int, shape: Shape = .mixed, loops: Bool = false, seed: UInt64 = 1) {
    self.products = products
    self.links = links
    self.shape = shape
    self.loops = loops
    self.seed = seed
  }

  private var width: Int { max(1, products / SyntheticDataset.layers) }

  /// The identifier of a product: a letter and ten digits, in no order. Odd factors permute the numbers below
  /// a power of two, so no two are equal.
  private func append(id product: Int, to out: inout [UInt8]) {
    let mixed = (UInt64(product) &* 2_654_435_761 &+ seed &* 40_503) & 0xFFFF_FFFF
    out.append(UInt8(ascii: "P"))
    append(Int(mixed), digits: 10, to: &out)
  }

  private func append(_ number: Int, digits: Int, to out: inout [UInt8]) {
    var divisor = 1
    for _ in 1..<digits { divisor *= 10 }
    while divisor > 0 {
      out.append(UInt8(48 + number / divisor % 10))
      divisor /= 10
    }
  }

  /// The product of row `i`: all of them, in no order.
  private func shuffled(_ i: Int) -> Int {
    var step = 7_368_787 % max(1, products)
    while products > 1, step == 0 || !isCoprime(step, products) { step += 1 }
    return products > 1 ? i * step % products : 0
  }

  private func isCoprime(_ a: Int, _ b: Int) -> Bool {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a == 1
  }

  /// Calls `write` with pieces of `products.csv`, header first.
  func writeProducts(_ write: ([UInt8]) -> Void) {
    var random = Seeded(seed &+ 1)
    let countries = ["JP", "CN", "DE", "US", "KR", "TW", "VN", "TH", "MX", "PL"]
    var out = Array(
      "id,name,supplier,country,unit,direct_kgco2e,declared_pcf_kgco2e,primary_data_share,category\n".utf8)
    let (step, suppliers) = (shuffled(1), max(1, products / 50))
    var product = 0
    for _ in 0..<products {
      append(id: product, to: &out)
      out += ",Part ".utf8
      append(product, digits: 7, to: &out)
      out += ",Supplier ".utf8
      append(random.below(suppliers), digits: 6, to: &out)
      out += ",\(countries[random.below(countries.count)]),\(random.below(4) == 0 ? "piece" : "kg"),".utf8
      out += "\(random.below(10)).".utf8
      append(random.below(10_000), digits: 4, to: &out)
      out += ",,".utf8
      if random.below(3) == 0 { out += "\(random.below(101))".utf8 }
      out += ",c\(random.below(12))\n".utf8
      flush(&out, write)
      product = products > 1 ? (product + step) % products : 0
    }
    write(out)
  }

  /// Calls `write` with pieces of `links.csv`, header first; rows of one product lie together.
  func writeLinks(_ write: ([UInt8]) -> Void) {
    var random = Seeded(seed &+ 2)
    var out = Array("product_id,component_id,amount\n".utf8)
    let inner = max(1, products - width)
    let (step, perProduct) = (shuffled(1), links / inner)
    let extra = links - perProduct * inner
    var product = 0
    for _ in 0..<products {
      if product < inner {
        for _ in 0..<(perProduct + (product < extra ? 1 : 0)) { appendLink(product, &random, &out) }
        flush(&out, write)
      }
      product = products > 1 ? (product + step) % products : 0
    }
    write(out)
  }

  private func appendLink(_ product: Int, _ random: inout Seeded, _ out: inout [UInt8]) {
    append(id: product, to: &out)
    out.append(UInt8(ascii: ","))
    append(id: component(of: product, &random), to: &out)
    out += ",0.".utf8
    append(1 + random.below(199_999), digits: 6, to: &out)
    out.append(10)
  }

  private func component(of product: Int, _ random: inout Seeded) -> Int {
    if loops, product > 0, random.below(10_000) == 0 { return random.below(product) }
    let next = (product / width + 1) * width
    if shape == .families {
      return random.below(8) == 0
        ? rawMaterial(&random) : min(next + partOfFamily(product, &random), products - 1)
    }
    // Three of four in the next layer.
    let end = random.below(4) > 0 ? min(next + width, products) : products
    return next < end ? next + random.below(end - next) : products - 1
  }

  /// One of the last in a thousand, the very last ones most of all.
  private func rawMaterial(_ random: inout Seeded) -> Int {
    let least = (0..<3).map { _ in random.below(max(1, products / 1000)) }.min() ?? 0
    return products - 1 - least
  }

  /// Its place in a layer.
  private func partOfFamily(_ product: Int, _ random: inout Seeded) -> Int {
    let family = product % width / SyntheticDataset.familyWidth * SyntheticDataset.familyWidth
    return family + random.below(min(SyntheticDataset.familyWidth, width - family))
  }

  /// What is sold: some of the first layer, or one product of each family.
  private var portfolio: [Int] {
    switch shape {
    case .mixed: (0..<min(products, 20)).map { $0 * width / 20 }
    case .families: Array(stride(from: 0, to: width, by: SyntheticDataset.familyWidth))
    }
  }

  /// Calls `write` with `portfolio.csv`.
  func writePortfolio(_ write: ([UInt8]) -> Void) {
    var random = Seeded(seed &+ 3)
    var out = Array("product_id,quantity_per_year\n".utf8)
    for product in portfolio {
      append(id: product, to: &out)
      out += ",\(1 + random.below(10_000))\n".utf8
    }
    write(out)
  }

  /// Calls `write` with PACT footprints of about 2 KB each, one per line, every other one of version 3.
  func writeFootprints(_ write: ([UInt8]) -> Void) {
    var random = Seeded(seed &+ 4)
    var out: [UInt8] = []
    for product in 0..<products {
      let record = SyntheticFootprint(product: product, &random)
      out += (product % 2 == 0 ? record.version3 : record.version2).utf8
      out.append(10)
      flush(&out, write)
    }
    write(out)
  }

  private func flush(_ out: inout [UInt8], _ write: ([UInt8]) -> Void) {
    guard out.count > 1 << 20 else { return }
    write(out)
    out.removeAll(keepingCapacity: true)
  }
}
