/// Comma-separated values as rows of fields, quotes undone.
public func parseCSV(_ text: String) -> [[String]] {
  var rows: [[String]] = []
  var row: [String] = []
  var field = ""
  var isQuoted = false
  var scalars = text.unicodeScalars.makeIterator()
  var next = scalars.next()
  while let scalar = next {
    next = scalars.next()
    switch scalar {
    case "\"" where isQuoted && next == "\"":
      field += "\""
      next = scalars.next()
    case "\"": isQuoted.toggle()
    case "," where !isQuoted:
      row.append(field)
      field = ""
    case "\r" where !isQuoted: break
    case "\n" where !isQuoted:
      rows.append(row + [field])
      (row, field) = ([], "")
    default: field.unicodeScalars.append(scalar)
    }
  }
  return field.isEmpty && row.isEmpty ? rows : rows + [row + [field]]
}

/// The same by the names of the first row.
public func csvRecords(_ text: String) -> [[String: String]] {
  let rows = parseCSV(text)
  guard let header = rows.first else { return [] }
  return rows.dropFirst().map { Dictionary(zip(header, $0)) { first, _ in first } }
}
