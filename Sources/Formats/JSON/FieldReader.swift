import CSimdjson
import Glibc

/// Reads the fields of `Field` out of one JSON object after another. Belongs to one thread at a time.
///
/// Values are valid until the next record is read, and no longer than the bytes of their own record are.
final class FieldReader<Field: RecordField> {
  private let fields: OpaquePointer
  /// Stays where it is from record to record.
  private let values: UnsafePointer<JsonValue>
  /// Texts that stand in no record, until the next is read.
  private var kept: [UnsafeMutableBufferPointer<UInt8>] = []

  /// Nil without memory.
  init?() {
    let names = Field.allCases.map { strdup($0.path) }
    defer { for name in names { free(name) } }
    let paths = names.compactMap { $0.map { UnsafePointer($0) } }
    guard paths.count == names.count,
      let fields = paths.withUnsafeBufferPointer({ buffer in
        buffer.baseAddress.flatMap { json_fields_create($0, Int32(buffer.count)) }
      })
    else { return nil }
    self.fields = fields
    values = json_fields_values(fields)
  }

  deinit {
    dropKept()
    json_fields_destroy(fields)
  }

  /// `record` must have `JSON_PADDING` readable bytes behind it.
  func read(_ record: Bytes) -> JsonOutcome {
    guard let base = record.baseAddress else { return .broken }
    if !kept.isEmpty { dropKept() }
    return json_fields_read(fields, base, Int64(record.count))
  }

  subscript(field: Field) -> JsonValue { values[field.rawValue] }

  /// Calls `body` with the elements of a list that are text or numbers; other elements and a null list are left out.
  func forEach(in field: Field, _ body: (Bytes) -> Void) {
    var count: Int64 = 0
    guard let items = json_fields_items(fields, &count) else { return }
    for index in 0..<Int(count) where items[index].field == Int32(field.rawValue) {
      if let content = items[index].value.content { body(content) }
    }
  }

  /// Whether a list has such elements.
  func hasItems(_ field: Field) -> Bool {
    var count: Int64 = 0
    guard let items = json_fields_items(fields, &count) else { return false }
    return (0..<Int(count)).contains {
      items[$0].field == Int32(field.rawValue) && items[$0].value.content != nil
    }
  }

  /// The elements of a list that are text or numbers.
  func list(_ field: Field) -> [String] {
    var result: [String] = []
    forEach(in: field) { result.append($0.text) }
    return result
  }

  /// Two texts as one, in bytes that are valid as long as those of the record.
  func keep(_ beginning: StaticString, _ end: Bytes) -> Bytes {
    let length = beginning.utf8CodeUnitCount
    let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: length + end.count)
    _ = copy.initialize(from: UnsafeBufferPointer(start: beginning.utf8Start, count: length))
    _ = UnsafeMutableBufferPointer(rebasing: copy[length...]).initialize(from: end)
    kept.append(copy)
    return Bytes(copy)
  }

  private func dropKept() {
    for text in kept { text.deallocate() }
    kept.removeAll(keepingCapacity: true)
  }
}

/// A table of paths, numbered from 0 without gaps.
protocol RecordField: RawRepresentable, CaseIterable where RawValue == Int {
  var path: String { get }
}

extension JsonValue {
  /// The bytes of a text, number or truth value.
  var content: Bytes? {
    switch kind {
    case .text, .number, .bool: Bytes(start: bytes, count: Int(count))
    case .absent, .null, .object, .array: nil
    }
  }

  var text: String? { content?.text }

  /// Neither absent nor null.
  var isGiven: Bool { kind != .absent && kind != .null }
}
