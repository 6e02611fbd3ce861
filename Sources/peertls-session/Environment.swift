import Handoff
import Judge
import Processes
import TLS

extension HandlerEnvironment {
  /// peertls-handler-contract(7): what a handler learns of its peer, from the verified certificate and the connection.
  init(_ assignment: Assignment, _ doorkeeper: Doorkeeper, _ connection: borrowing Connection) {
    self.init()
    self[.protocolName] = "TCP"
    self[.localAddress] = assignment.local.text
    self[.localPort] = String(assignment.local.port)
    self[.remoteAddress] = assignment.peer.text
    self[.remotePort] = String(assignment.peer.port)
    self[.remoteAddressOfSystemd] = assignment.peer.text
    self[.remotePortOfSystemd] = String(assignment.peer.port)
    self[.tlsVersion] = connection.version
    self[.cipher] = connection.cipher
    self[.serverName] = connection.serverName
    self[.session] = Assignment.name(ofSession: assignment.session)
    self[.service] = doorkeeper.handler
    self[.rule] = doorkeeper.judgement?.decision.rule ?? ""
    self[.nodeName] = doorkeeper.nodeText(CompiledKey.nodeName)
    self[.nodeEmail] = doorkeeper.nodeText(CompiledKey.nodeEmail)
    self[.nodeUserID] = doorkeeper.nodeText(CompiledKey.nodeUserID)
    guard let identity = doorkeeper.identity else { return }
    self[.certificateHash] = "SHA256:\(identity.certificate)"
    self[.certificateSubject] = identity.subject
    self[.peerName] = identity.name
    self[.peerEmail] = identity.emails.first ?? ""
    self[.peerUserID] = identity.userIDs.first ?? ""
    self[.peerOrganization] = identity.organizations.first ?? ""
    self[.peerIssuer] = identity.issuer
    self[.peerCertificate] = identity.certificate.description
    self[.peerKey] = identity.key.description
  }
}
