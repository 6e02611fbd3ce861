import Glibc
import Processes
import SMTP

/// Why the program cannot go on: the exit code, and the reason for the log.
struct Failure: Error {
  let exit: Int32
  let reason: String
}

/// Who sends to whom: what peertls-handler-contract(7) puts into the environment.
struct Call {
  let peer: Sender
  let owner: Addressee
  /// How the connection is protected, such as `TLSv1.3`; it may be empty.
  let tlsVersion: String
  let tlsCipher: String
  /// The session's name; it may be empty.
  let session: String
  /// What this node calls itself: a domain, or an address literal.
  let host: String
  /// Who vouches for what is written about a message: the node's first e-mail address, else its key.
  let authority: String
  /// Where everything is kept.
  let stateDirectory: String

  /// Reads the environment. Exit code 78: a variable that must be there is not; 77: the peer is nobody.
  init(_ options: Options) throws(Failure) {
    peer = Sender(
      name: Call.value("PEERTLS_PEER_NAME"), emails: Call.mailboxes("PEERTLS_PEER_EMAILS"),
      key: Call.value("PEERTLS_PEER_KEY"), certificate: Call.value("PEERTLS_PEER_CERT"),
      anchor: Call.value("PEERTLS_PEER_ANCHOR"), address: Call.value("TCPREMOTEIP"))
    let own = Call.mailboxes("PEERTLS_NODE_EMAILS")
    owner = Addressee(addresses: own + options.addresses)
    authority = own.first?.description ?? Call.value("PEERTLS_NODE_KEY")
    tlsVersion = Call.value("SSL_PROTOCOL")
    tlsCipher = Call.value("SSL_CIPHER")
    session = Call.value("PEERTLS_SESSION")
    host = options.name ?? Call.literal(Call.value("TCPLOCALIP"))
    stateDirectory = Call.value("STATE_DIRECTORY")
    guard !peer.key.isEmpty else {
      throw Failure(exit: EX_NOPERM, reason: "mail needs a peer with a certificate: PEERTLS_PEER_KEY is not set")
    }
    guard !stateDirectory.isEmpty else {
      throw Failure(
        exit: EX_CONFIG, reason: "STATE_DIRECTORY is not set; StateDirectory= in the handler's file sets it")
    }
    guard !owner.addresses.isEmpty else {
      throw Failure(
        exit: EX_CONFIG, reason: "there is nobody to take mail for: no PEERTLS_NODE_EMAILS and no --address")
    }
  }

  /// An IPv6 address as SMTP writes it (RFC 5321 §4.1.3).
  static func literal(_ address: String) -> String { address.isEmpty ? "localhost" : "[IPv6:\(address)]" }

  private static func value(_ name: String) -> String { Environment.value(name) ?? "" }

  private static func mailboxes(_ name: String) -> [Mailbox] {
    value(name).utf8.split(separator: UInt8(ascii: " ")).compactMap { bytes in
      try? Mailbox(String(decoding: bytes, as: UTF8.self))
    }
  }
}
