/// Writes the fixed layout of the messages: little-endian numbers, strings with a two-byte length.
struct LayoutWriter {
  private(set) var bytes: [UInt8] = []

  mutating func number<Number: FixedWidthInteger>(_ value: Number) {
    for byte in 0..<Number.bitWidth / 8 { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * byte))) }
  }

  /// Bytes after their length; the caller keeps them below 65,536.
  mutating func text(_ value: [UInt8]) {
    number(UInt16(truncatingIfNeeded: value.count))
    bytes += value
  }

  mutating func raw(_ value: [UInt8]) { bytes += value }

  mutating func flag(_ value: Bool) { number(UInt8(value ? 1 : 0)) }
}

/// Reads it back, and never past the end.
struct LayoutReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) throws(MalformedMessage) -> Number {
    let part = try raw(Number.bitWidth / 8)
    var value: Number = 0
    for (index, byte) in part.enumerated() { value |= Number(truncatingIfNeeded: byte) << (8 * index) }
    return value
  }

  mutating func text(limit: Int) throws(MalformedMessage) -> String {
    let length = Int(try number(UInt16.self))
    guard length <= limit else { throw .tooLong }
    let part = try raw(length)
    guard part.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else { throw .control }
    guard let text = String(validating: part, as: UTF8.self) else { throw .control }
    return text
  }

  mutating func raw(_ count: Int) throws(MalformedMessage) -> [UInt8] {
    guard bytes.count - position >= count else { throw .tooShort }
    defer { position += count }
    return Array(bytes[position..<position + count])
  }

  mutating func flag() throws(MalformedMessage) -> Bool {
    let value = try number(UInt8.self)
    guard value <= 1 else { throw .unknown }
    return value == 1
  }

  func end() throws(MalformedMessage) { guard position == bytes.count else { throw .tooLong } }
}

/// Why a message cannot be one of ours. To the acceptor it means that the child has been taken over.
public enum MalformedMessage: Error, Equatable {
  /// It ends before its last field.
  case tooShort
  /// A field is over its limit, or bytes are left at the end.
  case tooLong
  /// A text is not UTF-8 or has a control character in it.
  case control
  /// No such kind of message, or a field has a value that it cannot have.
  case unknown
  /// The descriptors that it must bring are not there, or others came with it.
  case descriptors
}
