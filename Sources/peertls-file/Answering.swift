import FTP
import FileStore

extension Engine {
  /// Answers a command, or begins what will be answered when it is done.
  mutating func answer(_ command: Command) {
    let before = renamed
    renamed = nil
    do throws(Reply) {
      if !isLoggedIn && command.needsLogin { throw Reply(530, "Say USER first, with a name of your certificate.") }
      if let reply = try reply(to: command, renaming: before) { say(reply) }
    } catch {
      // Whoever has connected for it must not wait.
      if command.isTransfer { port.close() }
      say(error)
    }
  }

  private mutating func reply(to command: Command, renaming source: VirtualPath?) throws(Reply) -> Reply? {
    switch command {
    case .user, .pass, .acct, .host, .rein, .quit, .auth, .pbsz, .prot, .ccc: try loginReply(to: command)
    case .feat, .opts, .lang, .clnt, .syst, .help, .noop, .site, .type, .stru, .mode, .rest, .allo:
      try settingReply(to: command)
    case .epsv, .pasv, .port: try portReply(to: command)
    case .abor: abortReply()
    case .retr(let path): try retrieve(path)
    case .list(let path): try list(path, .long)
    case .nlst(let path): try list(path, .names)
    case .mlsd(let path): try list(path, .facts)
    case .stor(let path): try store(path, at: startOfUpload())
    case .appe(let path): try store(path, at: .end)
    case .stou: try storeUnique()
    case .stat(let path): try path == nil ? connectionState : listed(path)
    case .rnfr(let path): try beginRenaming(path)
    case .rnto(let path): try rename(source, to: path)
    case .dele, .size, .mdtm, .mfmt, .hash: try fileReply(to: command)
    case .cwd, .cdup, .pwd, .mkd, .rmd, .mlst: try directoryReply(to: command)
    }
  }
}

extension Command {
  /// Whoever has not said USER gets no answer but that: only what clients ask before it is answered.
  var needsLogin: Bool {
    switch self {
    case .user, .pass, .acct, .host, .rein, .quit, .auth, .pbsz, .prot, .ccc, .feat, .opts, .lang, .clnt, .syst, .help,
      .noop, .abor:
      false
    default: true
    }
  }

  /// A data connection was made for it.
  var isTransfer: Bool {
    switch self {
    case .retr, .stor, .appe, .stou, .list, .nlst, .mlsd: true
    default: false
    }
  }
}
