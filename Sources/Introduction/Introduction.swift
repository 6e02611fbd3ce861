import Handoff
import Judge
import Policy
import Processes
import TLS

/// One end introduced to the handler of the other: what becomes the handler's environment, peertls-handler-contract(7).
public struct Introduction: Sendable {
  /// The longest e-mail address that is passed on, in bytes (RFC 5321, section 4.5.3.1.3, with erratum 1690).
  public static let maximumEmailLength = 254

  /// The session's number.
  public var session: UInt64
  /// The handler's name.
  public var service: String
  /// Our end.
  public var local: SocketAddress
  /// The other end.
  public var peer: SocketAddress
  /// What the policy has said of the peer.
  public var judgement: Judgement?
  /// Whom the peer's certificate names; nil if it has shown none.
  public var identity: Identity?
  /// Who we are.
  public var node: NodeNames

  /// All of it.
  public init(
    session: UInt64, service: String, local: SocketAddress, peer: SocketAddress, judgement: Judgement?,
    identity: Identity?, node: NodeNames
  ) {
    self.session = session
    self.service = service
    self.local = local
    self.peer = peer
    self.judgement = judgement
    self.identity = identity
    self.node = node
  }

  /// The environment of a handler that talks to the peer over a connection.
  public func environment(over connection: borrowing Connection) -> HandlerEnvironment {
    var environment = HandlerEnvironment()
    environment[.protocolName] = "TCP"
    environment[.localAddress] = local.text
    environment[.localPort] = String(local.port)
    environment[.remoteAddress] = peer.text
    environment[.remotePort] = String(peer.port)
    environment[.remoteAddressOfSystemd] = peer.text
    environment[.remotePortOfSystemd] = String(peer.port)
    environment[.tlsVersion] = connection.version
    environment[.cipher] = connection.cipher
    environment[.serverName] = connection.serverName
    environment[.session] = Assignment.name(ofSession: session)
    environment[.service] = service
    environment[.rule] = judgement?.decision.rule ?? ""
    let limits = judgement?.decision.limits
    environment[.files] = limits?.files?.rawValue ?? ""
    environment[.quota] = limits?.quotaBytes.map(String.init) ?? ""
    describeNode(in: &environment)
    if let identity { describe(identity, in: &environment) }
    return environment
  }

  private func describeNode(in environment: inout HandlerEnvironment) {
    let emails = Introduction.plain(node.emails)
    environment[.nodeName] = node.name
    environment[.nodeEmail] = emails.first ?? ""
    environment[.nodeEmails] = Introduction.listed(emails)
    environment[.nodeUserID] = node.userID
    environment[.nodeKey] = node.key?.description ?? ""
  }

  private func describe(_ identity: Identity, in environment: inout HandlerEnvironment) {
    let emails = Introduction.plain(identity.emails)
    environment[.certificateHash] = "SHA256:\(identity.certificate)"
    environment[.certificateSubject] = identity.subject
    environment[.peerName] = identity.name
    environment[.peerEmail] = emails.first ?? ""
    environment[.peerEmails] = Introduction.listed(emails)
    environment[.peerUserID] = identity.userIDs.first ?? ""
    environment[.peerOrganization] = identity.organizations.first ?? ""
    environment[.peerIssuer] = identity.issuer
    environment[.peerCertificate] = identity.certificate.description
    environment[.peerKey] = identity.key.description
    environment[.peerAnchor] = judgement?.anchor ?? ""
  }

  /// The addresses that can stand in a list and be whole: one that is cut, or has a space in it, would read as another's.
  private static func plain(_ emails: [String]) -> [String] {
    emails.filter { email in
      email.utf8.count <= maximumEmailLength && !email.unicodeScalars.contains { $0.properties.isWhitespace }
    }
  }

  /// As many as there is room for, none cut.
  private static func listed(_ emails: [String]) -> String {
    var list = ""
    for email in emails {
      guard list.utf8.count + 1 + email.utf8.count <= Variable.maximumListLength else { break }
      list += (list.isEmpty ? "" : " ") + email
    }
    return list
  }
}
