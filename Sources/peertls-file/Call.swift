import FileStore
import Glibc
import Peers
import Processes

/// Why the program cannot go on: the exit code, and the reason for the log.
struct Failure: Error {
  let exit: Int32
  let reason: String
}

/// Whom this connection serves, and what the policy lets it do: what peertls-handler-contract(7) puts into the
/// environment.
struct Call {
  let person: Person
  /// The same as the store keeps it.
  let peer: Peer
  /// What the peer may do.
  let access: FileAccess
  /// What the rule lets it keep, in bytes; nil where it does not say.
  let quota: UInt64?
  /// Where the files are.
  let stateDirectory: String

  /// Reads the environment. Exit code 78: a variable that must be there is not, or is wrong; 77: the peer is nobody.
  init() throws(Failure) {
    person = Person(
      name: Call.value("PEERTLS_PEER_NAME"),
      emails: Call.value("PEERTLS_PEER_EMAILS").split(separator: " ").map(String.init),
      userID: Call.value("PEERTLS_PEER_USERID"), key: Call.value("PEERTLS_PEER_KEY"))
    peer = Peer(
      name: person.name, emails: person.emails, userID: person.userID, key: person.key,
      certificate: Call.value("PEERTLS_PEER_CERT"), anchor: Call.value("PEERTLS_PEER_ANCHOR"),
      address: Call.value("TCPREMOTEIP"), port: UInt16(Call.value("TCPREMOTEPORT")) ?? 0)
    stateDirectory = Call.value("STATE_DIRECTORY")
    let (files, quota) = (Call.value("PEERTLS_FILES"), Call.value("PEERTLS_QUOTA"))
    guard let access = files.isEmpty ? .write : FileAccess(rawValue: files) else {
      throw Failure(exit: EX_CONFIG, reason: "PEERTLS_FILES is \(files), not read, write, drop or none")
    }
    self.access = access
    self.quota = UInt64(quota)
    guard quota.isEmpty || self.quota != nil else {
      throw Failure(exit: EX_CONFIG, reason: "PEERTLS_QUOTA is \(quota), and no number")
    }
    guard !person.key.isEmpty else {
      throw Failure(
        exit: EX_NOPERM, reason: "peertls-file needs a peer with a certificate: PEERTLS_PEER_KEY is not set")
    }
    guard !stateDirectory.isEmpty else {
      throw Failure(
        exit: EX_CONFIG, reason: "STATE_DIRECTORY is not set; StateDirectory= in the handler's file sets it")
    }
  }

  private static func value(_ name: String) -> String { Environment.value(name) ?? "" }
}
