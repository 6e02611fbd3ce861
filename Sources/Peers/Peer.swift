/// Who is at the other end, as the certificate of the connection says it: what peertls-handler-contract(7) tells in
/// PEERTLS_PEER_NAME, _EMAILS, _USERID, _KEY, _CERT, _ANCHOR and REMOTE_ADDR, REMOTE_PORT.
public struct Peer: Equatable, Sendable {
  /// A person's or device's name.
  public var name: String
  /// E-mail addresses, in the certificate's order.
  public var emails: [String]
  /// The userid (UID).
  public var userID: String
  /// SHA-256 of the public key: 64 hexadecimal digits.
  public var key: String
  /// SHA-256 of the certificate, so written too.
  public var certificate: String
  /// The policy's name for the anchor that vouches for the names; empty where none does.
  public var anchor: String
  /// The IP address that the peer was last seen at.
  public var address: String
  /// The port to it; 0 where none is known.
  public var port: UInt16

  /// A peer; what is not known is empty.
  public init(
    name: String = "", emails: [String] = [], userID: String = "", key: String, certificate: String = "",
    anchor: String = "", address: String = "", port: UInt16 = 0
  ) {
    (self.name, self.emails, self.userID, self.key) = (name, emails, userID, key)
    (self.certificate, self.anchor, self.address, self.port) = (certificate, anchor, address, port)
  }
}
