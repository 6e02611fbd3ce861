import FTPReplies
import Introduction

extension FileControl {
  /// What a session begins with: greeting, login, encrypted data connections, whole bytes.
  func logIn(as user: String) throws(TransferError) {
    let greeting = try awaitReply()
    guard greeting.kind == .done else { throw unwelcome(greeting) }
    // RFC 4217 §9; a server of ours does this by itself.
    _ = try askWhether("PBSZ", "0")
    guard try askWhether("PROT", "P") != nil else {
      throw .ended(Failure(.unavailable, "\(name) does not encrypt data connections (PROT P)"))
    }
    try sayWho(user)
    if let reply = try askWhether("FEAT") { features = Features(reply) }
    if features.has("UTF8") { _ = try askWhether("OPTS", "UTF8 ON") }
    let sha256 = features.sha256
    hasHash = sha256.isSelected
    if sha256.isOffered && !hasHash { hasHash = try askWhether("OPTS", "HASH SHA-256") != nil }
    guard try askWhether("TYPE", "I") != nil else {
      throw .ended(Failure(.unavailable, "\(name) does not send files as they are (TYPE I)"))
    }
  }

  /// The certificate is the login (RFC 4217 §3): the name must be one that it has.
  private func sayWho(_ user: String) throws(TransferError) {
    try say("USER", user)
    var reply = try awaitReply()
    if reply.code == 331 {
      try say("PASS", "-")
      reply = try awaitReply()
      if reply.kind != .done, reply.code != 421 {
        throw .ended(
          Failure(
            .refused, "\(name) asks for a password, and there is none: your certificate is the login: \(reply.shown)"))
      }
    }
    guard reply.kind == .done else { throw unwelcome(reply) }
  }

  private func unwelcome(_ reply: Reply) -> TransferError {
    switch reply.kind {
    // There may be room in a while.
    case .later: .broken(Failure(.temporary, "\(name) does not let you in now: \(reply.shown)"))
    default: .ended(Failure(.refused, "\(name) does not let you in: \(reply.shown)"))
    }
  }
}

extension NodeNames {
  /// What we are called to FTP.
  var user: String { ([emails.first, userID, name, key?.description].compactMap { $0 }.first { !$0.isEmpty }) ?? "" }
}
