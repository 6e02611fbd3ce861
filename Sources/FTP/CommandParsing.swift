extension Command {
  /// Reads a line without its line end. Verbs are read without regard to case; after one space all is argument.
  public init(parsing line: some Collection<UInt8>) throws(Reply) {
    let word = line.prefix { $0 != space }
    let argument = Argument(line.dropFirst(word.count + 1))
    self = try Command(lowercased(String(decoding: word, as: UTF8.self)), argument)
  }

  private init(_ verb: String, _ argument: Argument) throws(Reply) {
    if let command = try Command.session(verb, argument) {
      self = command
    } else if let command = try Command.transfer(verb, argument) {
      self = command
    } else if let command = try Command.file(verb, argument) {
      self = command
    } else if ["adat", "mic", "conf", "enc", "smnt", "mff", "mfct", "csid"].contains(verb) {
      throw Reply(502, "That command is not served here.")
    } else {
      throw Reply(500, "Unknown command.")
    }
  }

  /// Who calls and what the two speak.
  private static func session(_ verb: String, _ argument: Argument) throws(Reply) -> Command? {
    switch verb {
    case "user": return .user(try argument.text())
    case "pass": return .pass
    case "acct": return .acct
    case "host": return .host(try argument.text())
    case "clnt": return .clnt
    case "help": return .help
    case "noop": return .noop
    case "rein": return try argument.none(.rein)
    case "quit": return try argument.none(.quit)
    case "auth":
      _ = try argument.text()
      return .auth
    case "pbsz":
      guard try argument.number() <= UInt64(UInt32.max) else { throw Argument.malformed }
      return .pbsz
    case "prot":
      let text = Array(try argument.text().utf8)
      guard text.count == 1, let level = Protection(rawValue: text[0] & ~0x20) else {
        throw Reply(504, "There are the levels C, S, E and P.")
      }
      return .prot(level)
    case "ccc": return try argument.none(.ccc)
    case "feat": return try argument.none(.feat)
    case "syst": return try argument.none(.syst)
    case "lang": return .lang(argument.isEmpty ? nil : try argument.text())
    case "opts": return .opts(try options(argument))
    case "site":
      switch lowercased(try argument.text()) {
      case "help": return .site(.help)
      case "quota": return .site(.quota)
      default: throw Reply(502, "SITE has HELP and QUOTA.")
      }
    default: return nil
    }
  }

  private static func options(_ argument: Argument) throws(Reply) -> Options {
    let words = try argument.text().split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
    let value = words.dropFirst().first.map(lowercased) ?? ""
    switch lowercased(words[0]) {
    case "utf8":
      guard value.isEmpty || value == "on" else { throw Reply(504, "Names are always UTF-8.") }
      return .utf8
    case "mlst":
      let names = value.split(separator: ";")
      return .mlst(Fact.allCases.filter { names.contains(lowercased($0.rawValue)[...]) })
    case "hash":
      guard value.isEmpty || value == lowercased(hashAlgorithm) else { throw Reply(501, "HASH has \(hashAlgorithm).") }
      return .hash
    default: throw Reply(501, "OPTS has UTF8, MLST and HASH.")
    }
  }

  /// Data connections and what goes over them.
  private static func transfer(_ verb: String, _ argument: Argument) throws(Reply) -> Command? {
    switch verb {
    case "epsv":
      guard !argument.isEmpty else { return .epsv(.port) }
      if lowercased(try argument.text()) == "all" { return .epsv(.all) }
      guard try argument.number() == 2 else { throw Reply(522, "The network protocol is IPv6, use (2).") }
      return .epsv(.port)
    case "pasv", "lpsv": return .pasv
    case "port", "eprt", "lprt": return .port
    case "type":
      switch lowercased(try argument.text()) {
      case "a", "a n": return .type(.text)
      case "i", "l 8": return .type(.image)
      case "e", "e n", "e t", "e c", "a t", "a c", "l": throw Reply(504, "There are TYPE A N, I and L 8.")
      default: throw Argument.malformed
      }
    case "mode": return try argument.choice("s", of: "sbc", .mode, "There is MODE S.")
    case "stru": return try argument.choice("f", of: "frp", .stru, "There is STRU F.")
    case "rest":
      guard let offset = Int64(exactly: try argument.number()) else { throw Argument.malformed }
      return .rest(UInt64(offset))
    case "allo":
      let words = try argument.text().split(separator: " ", omittingEmptySubsequences: false)
      guard words.count == 1 || words.count == 3 && lowercased(words[1]) == "r" else { throw Argument.malformed }
      if words.count == 3 { _ = try Argument(words[2].utf8).number() }
      return .allo(try Argument(words[0].utf8).number())
    case "retr": return .retr(try argument.path())
    case "stor": return .stor(try argument.path())
    case "appe": return .appe(try argument.path())
    case "stou": return .stou
    case "abor": return try argument.none(.abor)
    case "list": return .list(argument.pathAfterOptions)
    case "nlst": return .nlst(argument.pathAfterOptions)
    case "mlsd": return .mlsd(argument.optionalPath)
    default: return nil
    }
  }

  /// What is done with files and directories without a data connection.
  private static func file(_ verb: String, _ argument: Argument) throws(Reply) -> Command? {
    switch verb {
    case "dele": return .dele(try argument.path())
    case "rnfr": return .rnfr(try argument.path())
    case "rnto": return .rnto(try argument.path())
    case "size": return .size(try argument.path())
    case "mdtm": return .mdtm(try argument.path())
    case "hash": return .hash(try argument.path())
    case "mfmt":
      let words = try argument.path().split(separator: space, maxSplits: 1, omittingEmptySubsequences: false)
      guard words.count == 2, !words[1].isEmpty, let time = TimeValue.seconds(words[0]) else {
        throw Argument.malformed
      }
      return .mfmt(time, Array(words[1]))
    case "cwd", "xcwd": return .cwd(try argument.path())
    case "cdup", "xcup": return try argument.none(.cdup)
    case "pwd", "xpwd": return try argument.none(.pwd)
    case "mkd", "xmkd": return .mkd(try argument.path())
    case "rmd", "xrmd": return .rmd(try argument.path())
    case "mlst": return .mlst(argument.optionalPath)
    case "stat": return .stat(argument.pathAfterOptions)
    default: return nil
    }
  }
}

/// What follows a verb and one space.
private struct Argument {
  static let malformed = Reply(501, "Malformed argument.")

  private let bytes: [UInt8]

  init(_ bytes: some Collection<UInt8>) { self.bytes = Array(bytes) }

  var isEmpty: Bool { bytes.isEmpty }

  /// The command, where nothing follows it.
  func none(_ command: Command) throws(Reply) -> Command {
    guard isEmpty else { throw Reply(501, "That command takes no argument.") }
    return command
  }

  /// UTF-8 without control characters, and not nothing.
  func text() throws(Reply) -> String {
    guard !isEmpty else { throw Reply(501, "An argument is missing.") }
    guard let text = String(validating: bytes, as: UTF8.self), !text.unicodeScalars.contains(where: isControl) else {
      throw Argument.malformed
    }
    return text
  }

  /// Digits alone, of at most UInt64.max.
  func number() throws(Reply) -> UInt64 {
    guard !isEmpty else { throw Reply(501, "An argument is missing.") }
    guard bytes.allSatisfy(isDigit), let number = UInt64(String(decoding: bytes, as: UTF8.self)) else {
      throw Argument.malformed
    }
    return number
  }

  /// The one letter that is served, of those that there are.
  func choice(_ served: String, of known: String, _ command: Command, _ refusal: String) throws(Reply) -> Command {
    let text = lowercased(try text())
    if text == served { return command }
    throw text.utf8.count == 1 && known.contains(text) ? Reply(504, refusal) : Argument.malformed
  }

  /// Something, whatever it is.
  func path() throws(Reply) -> [UInt8] {
    guard !isEmpty else { throw Reply(501, "A path is missing.") }
    return bytes
  }

  var optionalPath: [UInt8]? { isEmpty ? nil : bytes }

  /// What follows a word such as `-la`, which clients send because their users know ls(1).
  var pathAfterOptions: [UInt8]? {
    guard bytes.first == UInt8(ascii: "-") else { return optionalPath }
    let rest = bytes.drop { $0 != space }.dropFirst()
    return rest.isEmpty ? nil : Array(rest)
  }
}
