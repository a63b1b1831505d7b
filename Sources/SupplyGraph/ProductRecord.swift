import Footprints

/// A product row with its texts as numbers.
package struct ProductRecord: Sendable {
  var key: Int32
  /// Into the builder's `otherKeys`, or the batch's `otherIDs`.
  var otherKeys: Range<Int32>
  var place: Place
  var content: Content

  /// Of what is stated: texts as numbers, −1 for none, figures as in `ProductRow`.
  package struct Content: Hashable, Sendable {
    package var id, name, nameJa, supplier, supplierID, country, category, note: Int32
    package var unit: Int32
    @Stated package var direct: Double?
    @Stated package var declared: Double?
    @Stated package var primaryShare: Double?
    @Stated package var gsd: Double?
    package var validUntil: Timestamp?
    package var basis: Basis
    package var verified: Bool?

    /// Nothing but an id.
    package init(id: Int32) {
      self.id = id
      (name, nameJa, supplier, supplierID, country, category, note, unit) = (-1, -1, -1, -1, -1, -1, -1, -1)
      (direct, declared, primaryShare, gsd) = (nil, nil, nil, nil)
      (validUntil, basis, verified) = (nil, .unknown, nil)
    }

    /// The same to the letter: names are equal as texts, not as numbers.
    func isSame(as other: Content, in text: TextPool) -> Bool {
      var same = other
      (same.id, same.name, same.nameJa, same.note) = (id, name, nameJa, note)
      return self == same && text.areEqual(id, other.id) && text.areEqual(name, other.name)
        && text.areEqual(nameJa, other.nameJa) && text.areEqual(note, other.note)
    }
  }
}

/// A finite number or none in eight bytes, where an optional takes sixteen.
@propertyWrapper package struct Stated: Hashable, Sendable {
  private var number: Double

  package init(wrappedValue: Double?) { number = wrappedValue ?? .nan }

  package var wrappedValue: Double? {
    get { number.isNaN ? nil : number }
    set { number = newValue ?? .nan }
  }

  package static func == (a: Self, b: Self) -> Bool { a.wrappedValue == b.wrappedValue }

  package func hash(into hasher: inout Hasher) { hasher.combine(wrappedValue) }
}
