/// Reads a structured field's value, on one line, from left to right.
struct ValueReader {
  private var rest: ArraySlice<UInt8>

  init(_ value: [UInt8]) { rest = value[...] }

  var isAtEnd: Bool { rest.isEmpty }
  var next: UInt8? { rest.first }

  mutating func take(_ byte: UInt8) -> Bool {
    guard rest.first == byte else { return false }
    rest.removeFirst()
    return true
  }

  /// One byte or more for which `belongs` holds.
  mutating func word(_ belongs: (UInt8) -> Bool) -> ArraySlice<UInt8>? {
    let word = rest.prefix(while: belongs)
    rest = rest[word.endIndex...]
    return word.isEmpty ? nil : word
  }

  /// Blanks and comments. Says whether there were any; a comment that does not end is left.
  @discardableResult mutating func skipSpace() -> Bool {
    let start = rest.startIndex
    while let byte = rest.first {
      if Byte.isBlank(byte) {
        rest.removeFirst()
      } else if byte == UInt8(ascii: "(") {
        guard skipComment() else { break }
      } else {
        break
      }
    }
    return rest.startIndex > start
  }

  private mutating func skipComment() -> Bool {
    var (depth, at) = (0, rest.startIndex)
    while at < rest.endIndex {
      switch rest[at] {
      case UInt8(ascii: "("):
        depth += 1
        if depth > MIMELimits.commentDepth { return false }
      case UInt8(ascii: ")"):
        depth -= 1
        if depth == 0 {
          rest = rest[(at + 1)...]
          return true
        }
      case Byte.backslash: at += 1
      default: break
      }
      at += 1
    }
    return false
  }

  /// The text in quotes, without its quotes and escapes; nil, and nothing read, where there is none or it does not end.
  mutating func quoted() -> [UInt8]? {
    guard rest.first == Byte.quote else { return nil }
    var (value, at): ([UInt8], Int) = ([], rest.startIndex + 1)
    while at < rest.endIndex {
      switch rest[at] {
      case Byte.quote:
        rest = rest[(at + 1)...]
        return value
      case Byte.backslash where at + 1 < rest.endIndex:
        value.append(rest[at + 1])
        at += 2
      default:
        value.append(rest[at])
        at += 1
      }
    }
    return nil
  }
}
