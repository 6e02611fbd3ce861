/// One hop of a message's way (RFC 3261 §20.42).
public struct Via: Sendable, CustomStringConvertible {
  /// `SIP/2.0`, as it was written but for space.
  public let sentProtocol: String
  /// `TLS`, `TCP` and others, in upper case.
  public let transport: String
  /// The sender's own idea of its host.
  public var host: String { sentBy.text }
  /// nil where none is given.
  public let port: UInt16?
  /// `branch`, `received`, `rport` and others.
  public private(set) var parameters: Parameters
  private let sentBy: Host

  /// A value to be written, for TLS. The branch must be new for every request and begin with `branchCookie`; `rport`
  /// asks for the answer to come to where the request came from (RFC 3581).
  public init(host: String, port: UInt16? = nil, branch: String, rport: Bool = false) throws(SIPError) {
    guard ByteSet.token.holds(branch), branch.utf8.starts(with: Via.branchCookie.utf8) else { throw .unfit("branch") }
    sentProtocol = "SIP/2.0"
    transport = "TLS"
    sentBy = try Host(host)
    self.port = port
    parameters = Parameters()
    try parameters.set("branch", branch)
    if rport { try parameters.set("rport", nil) }
  }

  /// One whole value. A branch is not required: senders of RFC 2543's time give none.
  public init(parsing text: String) throws(SIPError) {
    var scanner = Scanner(text)
    scanner.skipSpace()
    guard let name = scanner.take(.token), scanner.takeSeparator("/"), let version = scanner.take(.token),
      scanner.takeSeparator("/"), let transport = scanner.take(.token), scanner.skipSpace()
    else { throw .malformed("Via") }
    sentProtocol = "\(name)/\(version)"
    self.transport = String(decoding: transport.utf8.map { 0x61...0x7a ~= $0 ? $0 & 0xdf : $0 }, as: UTF8.self)
    sentBy = try Host(scanning: &scanner)
    if scanner.takeSeparator(":") {
      guard let port = scanner.number(upTo: Int(UInt16.max)) else { throw .malformed("port") }
      self.port = UInt16(port)
    } else {
      port = nil
    }
    parameters = try Parameters(scanning: &scanner)
    scanner.skipSpace()
    guard scanner.isAtEnd else { throw .malformed("Via") }
  }

  /// What the branches of RFC 3261's transactions begin with (§8.1.1.7).
  public static let branchCookie = "z9hG4bK"

  /// The transaction's identifier.
  public var branch: String? { parameters["branch"] }

  /// The value with where the request came from (RFC 3261 §18.2.1, RFC 3581 §4): `received` if that is not what the
  /// sender says, and always when it asks for `rport`. The address is an IPv4 or IPv6 address without brackets.
  public func recording(address: String, port: UInt16) throws(SIPError) -> Via {
    let source = try Host(address.utf8.contains(0x3a) ? "[\(address)]" : address)
    guard source.isAddress else { throw .unfit("address") }
    var result = self
    let asks = parameters["rport"] != nil
    if asks { try result.parameters.set("rport", String(port)) }
    if asks || sentBy.key != source.key { try result.parameters.set("received", address) }
    return result
  }

  /// The value in its normal form.
  public var description: String {
    "\(sentProtocol)/\(transport) \(host)\(port.map { ":\($0)" } ?? "")\(parameters.text)"
  }
}
