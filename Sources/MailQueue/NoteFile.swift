/// Lines `NAME: VALUE` in UTF-8, each ended by a line feed.
enum NoteFile {
  /// The lines; nil where a value has a control character.
  static func encode(_ fields: [(name: String, value: String)]) -> [UInt8]? {
    var bytes: [UInt8] = []
    for (name, value) in fields {
      guard !value.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return nil }
      bytes += Array("\(name): \(value)\n".utf8)
    }
    return bytes
  }

  /// The values by name, the first of each; nil for what is not UTF-8, has a control character, or a line without a name.
  static func fields(_ bytes: ArraySlice<UInt8>) -> [String: String]? {
    var fields: [String: String] = [:]
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      // By bytes: a mark at the start of a value belongs to the blank before it.
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
      var written = line[(colon + 1)...]
      if written.first == UInt8(ascii: " ") { written.removeFirst() }
      guard let name = String(validating: line[..<colon], as: UTF8.self),
        let value = String(validating: written, as: UTF8.self),
        !(name + value).unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
      else { return nil }
      if fields[name] == nil { fields[name] = value }
    }
    return fields
  }

  /// A text made fit to be a value: one line, no control characters, cut at a scalar's end.
  static func fitted(_ text: String, _ limit: Int) -> String {
    var fitted = ""
    var count = 0
    for scalar in text.unicodeScalars {
      let next = scalar.properties.generalCategory == .control ? " " : scalar
      count += UTF8.width(next)
      if count > limit { break }
      fitted.unicodeScalars.append(next)
    }
    return fitted
  }
}
