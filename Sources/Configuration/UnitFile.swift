/// A file in systemd's unit-file syntax, systemd.syntax(7): sections of assignments, without what they mean.
///
/// `[Section]`, `Key=Value`, comments from `#` or `;` at the start of a line, a backslash at the end of a line
/// continues it (comment lines between are skipped). Sections named `X-…` are read and ignored, as systemd does.
public struct UnitFile: Sendable {
  /// The longest file, in bytes.
  public static let maximumFileBytes = 64 * 1024
  /// The longest line, in bytes; a continued line may be longer, up to the file's limit.
  public static let maximumLineBytes = 4096

  struct Assignment {
    let section: String
    let key: String
    let keyLocation: Location
    let value: Value
  }

  struct Section {
    let name: String
    let location: Location
  }

  let file: String
  private(set) var sections: [Section] = []
  private(set) var assignments: [Assignment] = []

  /// Reads the syntax only; what the keys mean is the schema's affair.
  init(_ bytes: [UInt8], file: String) throws(ConfigurationError) {
    self.file = file
    guard bytes.count <= Self.maximumFileBytes else {
      throw ConfigurationError(
        file: file, line: 0, column: 0,
        message: "the file has \(bytes.count) bytes; at most \(Self.maximumFileBytes) are read")
    }
    var logical = LogicalLine()
    var number = 0
    var rest = bytes[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    while !rest.isEmpty {
      let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
      var line = rest[rest.startIndex..<end]
      rest = rest[min(end + 1, rest.endIndex)...]
      number += 1
      if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
      try check(line, number: number)
      if let first = line.first(where: { !$0.isBlank }), first == UInt8(ascii: "#") || first == UInt8(ascii: ";") {
        continue
      }
      let continues = line.reversed().prefix { $0 == UInt8(ascii: "\\") }.count % 2 == 1
      logical.append(continues ? line.dropLast() : line, line: number)
      if continues {
        logical.append([UInt8(ascii: " ")], line: number, column: line.count)
      } else {
        try take(logical)
        logical = LogicalLine()
      }
    }
    try take(logical)
  }

  private func check(_ line: ArraySlice<UInt8>, number: Int) throws(ConfigurationError) {
    guard line.count <= Self.maximumLineBytes else {
      throw ConfigurationError(
        file: file, line: number, column: Self.maximumLineBytes + 1,
        message: "the line has \(line.count) bytes; at most \(Self.maximumLineBytes) are read, continue it with \\")
    }
    if let control = line.firstIndex(where: { ($0 < 0x20 && $0 != 0x09) || $0 == 0x7F }) {
      throw ConfigurationError(
        file: file, line: number, column: control - line.startIndex + 1,
        message: "control character \(line[control].hexadecimal); write it as an escape such as \\n or \\x1b")
    }
    if let offset = line.firstInvalidUTF8 {
      throw ConfigurationError(
        file: file, line: number, column: offset + 1, message: "not UTF-8; save the file as UTF-8")
    }
  }

  private mutating func take(_ logical: LogicalLine) throws(ConfigurationError) {
    let text = Value(bytes: logical.bytes, line: logical, file: file).trimmed
    guard let first = text.bytes.first else { return }
    if first == UInt8(ascii: "[") {
      guard text.bytes.last == UInt8(ascii: "]"), text.bytes.count > 2 else {
        throw text.error("a section is written [Name], alone on its line")
      }
      sections.append(Section(name: text.slice(1, text.bytes.count - 1).string, location: text.location(0)))
      return
    }
    guard let equals = text.bytes.firstIndex(of: UInt8(ascii: "=")) else {
      throw text.error("expected Key=Value, [Section] or a comment")
    }
    let key = text.slice(0, equals).trimmed
    guard !key.bytes.isEmpty else { throw text.error("the name of the setting is missing before =") }
    guard let section = sections.last else {
      throw text.error("\(key.string)= stands before any [Section]")
    }
    let value = text.slice(equals + 1, text.bytes.count).trimmed
    assignments.append(
      Assignment(section: section.name, key: key.string, keyLocation: key.location(0), value: value))
  }
}

/// Physical lines joined by backslashes, remembering where each piece came from.
struct LogicalLine: Sendable {
  private(set) var bytes: [UInt8] = []
  private var pieces: [(offset: Int, location: Location)] = []

  mutating func append(_ piece: some Collection<UInt8>, line: Int, column: Int = 1) {
    pieces.append((bytes.count, Location(line: line, column: column)))
    bytes += piece
  }

  func location(_ offset: Int) -> Location {
    guard let piece = pieces.last(where: { $0.offset <= offset }) else { return Location(line: 0, column: 0) }
    return Location(line: piece.location.line, column: piece.location.column + offset - piece.offset)
  }
}

extension UInt8 {
  var isBlank: Bool { self == 0x20 || self == 0x09 }
  var isDigit: Bool { self >= 0x30 && self <= 0x39 }
  var isLowercase: Bool { self >= 0x61 && self <= 0x7A }
  var isUppercase: Bool { self >= 0x41 && self <= 0x5A }
  var hexadecimal: String { "0x" + (self < 16 ? "0" : "") + String(self, radix: 16) }
}

extension ArraySlice<UInt8> {
  /// The offset of the first byte that is not part of a well-formed UTF-8 sequence.
  fileprivate var firstInvalidUTF8: Int? {
    var parser = Unicode.UTF8.ForwardParser()
    var bytes = makeIterator()
    var offset = 0
    while true {
      switch parser.parseScalar(from: &bytes) {
      case .valid(let scalar): offset += scalar.count
      case .error: return offset
      case .emptyInput: return nil
      }
    }
  }
}
