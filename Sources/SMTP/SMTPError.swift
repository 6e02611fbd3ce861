/// Why bytes are not what the grammar calls them, or why a value must not be written.
public enum SMTPError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The text is not a such-and-such (RFC 5321, RFC 5322).
  case malformed(String)
  /// There is more of it than `SMTPLimits` allows.
  case tooLong(String)
  /// The value cannot stand where it should be written, for instance because it has a line end.
  case unfit(String)

  /// One phrase, without a line end.
  public var description: String {
    switch self {
    case .malformed(let what): "malformed \(what)"
    case .tooLong(let what): "\(what) is too long"
    case .unfit(let what): "\(what) cannot be written"
    }
  }
}
