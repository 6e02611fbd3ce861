/// A pattern in which `*` stands for any characters, none included, and `?` for exactly one.
public struct Glob: Hashable, Sendable, CustomStringConvertible {
  /// The pattern, already folded as the attribute that it is compared with.
  public let pattern: String

  init(folded pattern: String) {
    self.pattern = pattern
  }

  /// A pattern that is compared without regard to case and runs of white space.
  public init(ignoringCase pattern: String) { self.init(folded: foldedText(pattern)) }

  /// Whether the whole of a text fits, without regard to case and runs of white space.
  public func accepts(ignoringCase text: String) -> Bool { matches(foldedText(text)) }

  /// The folded pattern.
  public var description: String { pattern }

  /// Whether the whole of a text, folded alike, fits. Takes at most pattern times text steps.
  func matches(_ text: String) -> Bool {
    if pattern.utf8.allSatisfy({ $0 < 0x80 }) && text.utf8.allSatisfy({ $0 < 0x80 }) {
      return fits(Array(text.utf8), Array(pattern.utf8), any: UInt8(ascii: "*"), one: UInt8(ascii: "?"))
    }
    // Characters, so that `?` is what a reader would call one, however it is composed.
    return fits(Array(text), Array(pattern), any: "*", one: "?")
  }
}

/// Goes back only to the last star, which is enough: what an earlier star took can as well be taken by a later one.
private func fits<Unit: Equatable>(_ text: [Unit], _ pattern: [Unit], any: Unit, one: Unit) -> Bool {
  var t = 0
  var p = 0
  var retry: (t: Int, p: Int)?
  while t < text.count {
    if p < pattern.count, pattern[p] == any {
      retry = (t, p)
      p += 1
    } else if p < pattern.count, pattern[p] == one || pattern[p] == text[t] {
      t += 1
      p += 1
    } else if let last = retry {
      t = last.t + 1
      p = last.p + 1
      retry = (t, last.p)
    } else {
      return false
    }
  }
  return pattern[p...].allSatisfy { $0 == any }
}
