/// Why mail cannot be read or written.
public struct MIMEError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What kind of reason it is.
  public enum Kind: Sendable { case malformed, tooLarge, unfit }

  /// What kind of reason it is.
  public let kind: Kind
  /// One line, ours.
  public let description: String

  /// What was read is not what it should be.
  static func malformed(_ what: String) -> MIMEError { MIMEError(kind: .malformed, description: what) }
  /// What was read goes beyond one of `MIMELimits`.
  static func tooLarge(_ what: String) -> MIMEError { MIMEError(kind: .tooLarge, description: what) }
  /// What is to be written cannot be.
  static func unfit(_ what: String) -> MIMEError { MIMEError(kind: .unfit, description: what) }
}
