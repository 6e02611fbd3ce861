/// A request's number and method (RFC 3261 §20.16).
public struct CSeq: Equatable, Sendable, CustomStringConvertible {
  /// At most `Limits.sequence`.
  public let number: UInt32
  /// With case, as methods are.
  public let method: String

  /// A value to be written. Throws beyond `Limits.sequence`, or where the method is not a token.
  public init(_ number: UInt32, _ method: String) throws(SIPError) {
    guard number <= Limits.sequence, ByteSet.token.holds(method) else { throw .unfit("CSeq") }
    self.number = number
    self.method = method
  }

  /// The whole value.
  public init(parsing text: String) throws(SIPError) {
    var scanner = Scanner(text)
    scanner.skipSpace()
    guard let number = scanner.number(upTo: Int(Limits.sequence)), scanner.skipSpace(),
      let method = scanner.take(.token)
    else { throw .malformed("CSeq") }
    scanner.skipSpace()
    guard scanner.isAtEnd else { throw .malformed("CSeq") }
    self.number = UInt32(number)
    self.method = method
  }

  /// `1 MESSAGE`
  public var description: String { "\(number) \(method)" }
}
