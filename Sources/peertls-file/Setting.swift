import FTP
import FileStore

extension Engine {
  /// What the two speak, and how files are told.
  mutating func settingReply(to command: Command) throws(Reply) -> Reply {
    switch command {
    case .feat: return .features(chosen: facts)
    case .opts(.utf8): return Reply(200, "Names are UTF-8.")
    case .opts(.hash): return Reply(200, Command.hashAlgorithm)
    case .opts(.mlst(let facts)):
      self.facts = facts
      return Reply(200, "MLST OPTS " + facts.map { $0.rawValue + ";" }.joined())
    case .lang(let tag):
      let primary = tag?.prefix { $0 != "-" } ?? "en"
      guard primary.utf8.elementsEqual("en".utf8) || primary.utf8.elementsEqual("EN".utf8) else {
        throw Reply(504, "There is English.")
      }
      return Reply(200, "English it is.")
    case .clnt, .noop: return Reply(200, "Well.")
    case .syst: return Reply(215, "UNIX Type: L8")
    case .help: return Engine.help
    case .site(.help): return Reply(214, "SITE has HELP and QUOTA.")
    case .site(.quota):
      let usage = try usage()
      let most = usage.quota.map { "\($0)" } ?? "any number of"
      return Reply(
        200, "You have \(usage.bytes) of \(most) bytes, and \(usage.entries) of \(FileStore.maximumEntries) entries.")
    case .type(let representation):
      self.representation = representation
      return Reply(200, representation == .text ? "TYPE is A N." : "TYPE is I.")
    case .stru: return Reply(200, "STRU is F.")
    case .mode: return Reply(200, "MODE is S.")
    case .rest(let offset):
      self.offset = offset
      return Reply(350, "The next transfer begins at byte \(offset).")
    case .allo(let bytes):
      let room = try usage().room ?? .max
      guard bytes <= room else { throw Reply(552, "You may store \(room) bytes more.") }
      return Reply(200, "There is no need to reserve it.")
    default: throw Reply(502, "That command is not served here.")
    }
  }

  private func usage() throws(Reply) -> Usage {
    do throws(StoreError) { return try store.usage() } catch {
      throw error == .missing ? Reply(550, "You may store nothing.") : error.reply("Your files")
    }
  }

  private static let help = Reply(
    214, "Commands:",
    listing: [
      "USER PASS ACCT REIN QUIT HOST AUTH PBSZ PROT CCC", "FEAT OPTS LANG CLNT SYST STAT HELP NOOP SITE",
      "EPSV TYPE STRU MODE REST ALLO ABOR", "RETR STOR APPE STOU LIST NLST MLSD MLST",
      "SIZE MDTM MFMT HASH DELE RNFR RNTO", "CWD CDUP PWD MKD RMD XCWD XCUP XPWD XMKD XRMD",
    ])

  /// STAT: the connection, and what is under way.
  var connectionState: Reply {
    var lines = [
      "You are \(call.person.handle), " + (isLoggedIn ? "logged in." : "not logged in."),
      "TYPE \(representation == .text ? "A N" : "I"), MODE S, STRU F, PROT P; " + directory.text + " is current.",
    ]
    if let progress { lines.append(progress) }
    return Reply(211, "Status:", listing: lines)
  }
}
