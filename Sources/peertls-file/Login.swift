import FTP
import Journal

extension Engine {
  /// Who calls, and how safely: the certificate has settled both.
  mutating func loginReply(to command: Command) throws(Reply) -> Reply {
    switch command {
    case .user(let name): return try logIn(name)
    case .pass:
      return isLoggedIn ? Reply(230, "Logged in; no password is needed.") : Reply(230, "No password is needed.")
    case .acct: return Reply(202, "There are no accounts.")
    case .host:
      guard !isLoggedIn else { throw Reply(503, "HOST comes before USER.") }
      return Reply(220, "There is one host here.")
    case .rein:
      forget()
      return Reply(220, "Say USER again.")
    case .quit:
      isLeaving = true
      wire.stopReading()
      port.close()
      return Reply(221, "Good-bye.")
    case .auth: throw Reply(534, "This connection is TLS already.")
    case .pbsz: return Reply(200, "PBSZ=0")
    case .prot(.private): return Reply(200, "Data connections are TLS.")
    case .prot(.clear): throw Reply(534, "Data connections are TLS, always.")
    case .prot: throw Reply(536, "There is no such protection in TLS.")
    default: throw Reply(533, "This connection stays TLS.")
    }
  }

  private mutating func logIn(_ name: String) throws(Reply) -> Reply {
    isLoggedIn = call.person.isCalled(name)
    guard isLoggedIn else {
      diary.write(.notice, "USER \(name) is refused: no name of the certificate of \(call.person.handle)")
      throw Reply(530, "That is no name of your certificate: say USER \(call.person.handle).")
    }
    diary.write(.info, "\(call.person.handle) has logged in as \(name), files=\(call.access.rawValue)")
    return Reply(230, "Welcome, \(call.person.handle).")
  }

  /// What the peer has said is as at the beginning.
  private mutating func forget() {
    port.close()
    (isLoggedIn, isExtendedOnly, offset, renamed) = (false, false, 0, nil)
    (directory, representation, facts) = (VirtualPath(), .text, Fact.allCases)
  }
}
