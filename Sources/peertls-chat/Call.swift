import Conversations
import Glibc
import Processes
import SIP

/// Why the program cannot go on: the exit code, and the reason for the log.
struct Failure: Error {
  let exit: Int32
  let reason: String
}

/// Whom this connection joins: what peertls-handler-contract(7) puts into the environment.
struct Call {
  /// The node's own.
  let owner: Person
  let peer: Person
  /// Both as SIP writes them.
  let ownURI: URI
  let peerURI: URI
  /// The anchor that vouches for the peer's names; empty where only its key is known.
  let anchor: String
  /// SHA-256 of the peer's certificate, hexadecimal.
  let certificate: String
  /// The peer's port, 0 where it is not known.
  let port: UInt16
  /// The session's name; it may be empty.
  let session: String
  /// Where the conversations are.
  let stateDirectory: String

  /// Reads the environment. Exit code 78: a variable that must be there is not; 77: the peer is nobody.
  init() throws(Failure) {
    owner = Person(
      name: Call.value("PEERTLS_NODE_NAME"), emails: Call.list("PEERTLS_NODE_EMAILS"),
      userID: Call.value("PEERTLS_NODE_USERID"), key: Call.value("PEERTLS_NODE_KEY"),
      address: Call.value("TCPLOCALIP"))
    peer = Person(
      name: Call.value("PEERTLS_PEER_NAME"), emails: Call.list("PEERTLS_PEER_EMAILS"),
      userID: Call.value("PEERTLS_PEER_USERID"), key: Call.value("PEERTLS_PEER_KEY"),
      address: Call.value("TCPREMOTEIP"))
    anchor = Call.value("PEERTLS_PEER_ANCHOR")
    certificate = Call.value("PEERTLS_PEER_CERT")
    port = UInt16(Call.value("TCPREMOTEPORT")) ?? 0
    session = Call.value("PEERTLS_SESSION")
    stateDirectory = Call.value("STATE_DIRECTORY")
    guard Call.isKey(peer.key) else {
      throw Failure(exit: EX_NOPERM, reason: "chat needs a peer with a certificate: PEERTLS_PEER_KEY is not set")
    }
    guard !stateDirectory.isEmpty else {
      throw Failure(
        exit: EX_CONFIG, reason: "STATE_DIRECTORY is not set; StateDirectory= in the handler's file sets it")
    }
    guard Call.isKey(owner.key) else {
      throw Failure(exit: EX_CONFIG, reason: "PEERTLS_NODE_KEY is not set: peertls-chat is started by peertlsd")
    }
    guard let ownURI = owner.uri, let peerURI = peer.uri else {
      throw Failure(exit: EX_NOPERM, reason: "whom this is about cannot be written as a SIP URI")
    }
    (self.ownURI, self.peerURI) = (ownURI, peerURI)
  }

  /// How sure the peer's names are: an anchor vouches for them, or only its key is proved.
  var verified: String { anchor.isEmpty ? "key" : "yes" }

  /// The peer, as its conversation keeps it.
  var described: Peer {
    Peer(
      name: peer.name, emails: peer.emails, userID: peer.userID, key: peer.key, certificate: certificate,
      anchor: anchor, address: peer.address, port: port)
  }

  private static func value(_ name: String) -> String { Environment.value(name) ?? "" }

  private static func list(_ name: String) -> [String] { value(name).split(separator: " ").map(String.init) }

  private static func isKey(_ text: String) -> Bool {
    text.utf8.count == 64 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }
}
