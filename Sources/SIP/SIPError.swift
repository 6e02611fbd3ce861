/// Why a text is not what the grammar calls it, or why a value must not be written.
public enum SIPError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The text is not a such-and-such (RFC 3261 §25.1).
  case malformed(String)
  /// There are more of these than `Limits` allows.
  case tooMany(String)
  /// The value cannot stand where it should be written, for instance because it has a line end.
  case unfit(String)

  /// One phrase, without a line end.
  public var description: String {
    switch self {
    case .malformed(let what): "malformed \(what)"
    case .tooMany(let what): "too many \(what)"
    case .unfit(let what): "\(what) cannot be written"
    }
  }
}
