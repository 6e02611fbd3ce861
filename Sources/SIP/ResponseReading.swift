/// What a response belongs to: the branch of its only Via, and the method in its CSeq (RFC 3261 §17.1.3).
public struct TransactionID: Hashable, Sendable {
  /// Compared as it is: it is our own, copied.
  public let branch: String
  /// With case.
  public let method: String
}

/// One value of a Warning header field (RFC 3261 §20.43).
public struct Warning: Equatable, Sendable {
  /// Three digits.
  public let code: Int
  /// A host or a pseudonym.
  public let agent: String
  /// For people, without quotes and escapes.
  public let text: String

  /// One whole value.
  public init(parsing value: String) throws(SIPError) {
    var scanner = Scanner(value)
    scanner.skipSpace()
    guard let digits = scanner.take(.digit), digits.utf8.count == 3, let code = Int(digits), scanner.skipSpace(),
      let agent = scanner.take(.parameterValue), scanner.skipSpace()
    else { throw .malformed("warning") }
    self.code = code
    self.agent = agent
    text = try scanner.quotedString()
    scanner.skipSpace()
    guard scanner.isAtEnd else { throw .malformed("warning") }
  }
}

extension Request {
  /// What its responses are matched by; nil where the topmost Via or CSeq cannot be read, or there is no branch.
  public var transaction: TransactionID? { fields.transaction }
}

extension Response {
  /// What it answers. nil where Via or CSeq cannot be read, and where there is more than one Via: such a response is not
  /// for us, and is to be dropped (RFC 3261 §8.1.3.3).
  public var transaction: TransactionID? {
    guard (try? fields.values(.via, limit: 1)) != nil else { return nil }
    return fields.transaction
  }

  /// The seconds of Retry-After (RFC 3261 §20.33); nil where it is missing, malformed, or beyond 2³²−1.
  public var retryAfter: UInt32? {
    guard let text = fields[.retryAfter] else { return nil }
    var scanner = Scanner(text)
    guard let seconds = scanner.number(upTo: Int(UInt32.max)) else { return nil }
    scanner.skipSpace()
    guard scanner.isAtEnd || scanner.next == UInt8(ascii: "(") || scanner.next == UInt8(ascii: ";") else { return nil }
    return UInt32(seconds)
  }

  /// The warnings that can be read.
  public var warnings: [Warning] {
    ((try? fields.values(.warning)) ?? []).compactMap { try? Warning(parsing: $0) }
  }
}

extension HeaderFields {
  fileprivate var transaction: TransactionID? {
    guard let text = self[.via], let first = try? HeaderFields.split(text).first, let via = try? Via(parsing: first),
      let branch = via.branch, !branch.isEmpty, let cSeq = self[.cSeq].flatMap({ try? CSeq(parsing: $0) })
    else { return nil }
    return TransactionID(branch: branch, method: cSeq.method)
  }
}
