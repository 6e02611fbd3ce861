extension Command {
  /// Verbs of other protocols: a browser that is made to speak to a mail server. Nothing it sends may be taken for commands.
  private static let strangers: Set<String> = ["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]

  /// Reads a command line without its CRLF, or the refusal of one that is none.
  public init(parsing line: ArraySlice<UInt8>) throws(Refusal) {
    guard String(validating: line, as: UTF8.self) != nil else {
      throw Refusal(500, EnhancedStatus(5, 5, 2), "a command is ASCII or UTF-8")
    }
    guard line.allSatisfy({ $0 >= space && $0 != 0x7f || $0 == tab }) else {
      throw Refusal(500, EnhancedStatus(5, 5, 2), "a command has no control characters")
    }
    var scanner = Scanner(line)
    let verb = uppercased(scanner.take { $0 != space && $0 != tab })
    var rest = scanner.rest.dropFirst()
    while let last = rest.last, last == space || last == tab { rest.removeLast() }
    switch verb {
    case "EHLO": self = .ehlo(try Command.name(rest))
    case "HELO": self = .helo(try Command.name(rest))
    case "LHLO": self = .lhlo(try Command.name(rest))
    case "MAIL": self = .mail(try MailCommand(parsing: rest))
    case "RCPT": self = .rcpt(try RcptCommand(parsing: rest))
    case "BDAT": self = try Command.chunk(rest)
    case "DATA": self = try Command.alone(.data, rest)
    case "RSET": self = try Command.alone(.rset, rest)
    case "QUIT": self = try Command.alone(.quit, rest)
    // RFC 5321 §4.1.1.9 lets a text follow, and so do we with HELP.
    case "NOOP": self = .noop
    case "HELP": self = .help
    case "VRFY", "EXPN":
      guard !rest.isEmpty else { throw .syntax("\(verb) needs a name") }
      let text = String(decoding: rest, as: UTF8.self)
      self = verb == "VRFY" ? .vrfy(text) : .expn(text)
    case "AUTH", "ETRN", "SAML", "SEND", "SOML", "STARTTLS", "TURN": self = .foreign(verb)
    default:
      let isStranger = Command.strangers.contains(verb)
      throw Refusal(500, EnhancedStatus(5, 5, 1), "there is no such command", endsConnection: isStranger)
    }
  }

  private static func alone(_ command: Command, _ rest: ArraySlice<UInt8>) throws(Refusal) -> Command {
    guard rest.isEmpty else { throw .syntax("nothing may follow this command") }
    return command
  }

  /// A client's name, which says nothing: anything that is one word.
  private static func name(_ rest: ArraySlice<UInt8>) throws(Refusal) -> String {
    guard !rest.isEmpty, rest.count <= SMTPLimits.domain, !rest.contains(space), !rest.contains(tab) else {
      throw .syntax("a greeting needs the client's name, one word of at most \(SMTPLimits.domain) bytes")
    }
    return String(decoding: rest, as: UTF8.self)
  }

  /// What follows a chunk that has no length is not known to be its octets or a command.
  private static func chunk(_ rest: ArraySlice<UInt8>) throws(Refusal) -> Command {
    let words = rest.split(separator: space)
    guard let size = words.first.flatMap({ number($0) }), words.count == 1 || isLast(words) else {
      let text = "BDAT needs a number of octets, and LAST or nothing"
      throw Refusal(501, EnhancedStatus(5, 5, 4), text, endsConnection: true)
    }
    return .bdat(size: size, isLast: words.count == 2)
  }

  private static func isLast(_ words: [ArraySlice<UInt8>]) -> Bool {
    words.count == 2 && lowercased(words[1]) == Array("last".utf8)
  }
}

extension MailCommand {
  /// Reads what stands behind MAIL.
  init(parsing rest: ArraySlice<UInt8>) throws(Refusal) {
    var scanner = Scanner(rest)
    let path = try Path(&scanner, after: "from:", EnhancedStatus(5, 1, 7))
    guard case .mailbox(let sender) = path else { throw Refusal(501, EnhancedStatus(5, 1, 7), "not a sender") }
    self.init(sender: sender)
    var seen: Set<String> = []
    for (name, value) in try parameters(scanner.rest) {
      guard seen.insert(name).inserted else { throw .syntax("\(name) is there twice") }
      try take(name, value)
    }
  }

  private mutating func take(_ name: String, _ value: ArraySlice<UInt8>?) throws(Refusal) {
    switch (name, value) {
    case ("SIZE", let digits?):
      guard let number = number(digits) else { throw .syntax("SIZE needs a number") }
      size = number
    case ("BODY", let text?):
      guard let found = Body(rawValue: uppercased(text)) else {
        throw .syntax("BODY is 7BIT, 8BITMIME or BINARYMIME")
      }
      body = found
    case ("RET", let text?):
      guard let found = Returned(rawValue: uppercased(text)) else { throw .syntax("RET is FULL or HDRS") }
      returned = found
    case ("ENVID", let written?):
      guard written.count <= SMTPLimits.envelopeID, let found = XText.decode(written) else {
        throw .syntax("ENVID needs xtext of at most \(SMTPLimits.envelopeID) bytes")
      }
      envelopeID = found
    case ("SMTPUTF8", nil): isUTF8 = true
    case ("REQUIRETLS", nil): requiresTLS = true
    default: throw unknown(name)
    }
  }
}

extension RcptCommand {
  /// Reads what stands behind RCPT.
  init(parsing rest: ArraySlice<UInt8>) throws(Refusal) {
    var scanner = Scanner(rest)
    switch try Path(&scanner, after: "to:", EnhancedStatus(5, 1, 3)) {
    case .postmaster: self.init(recipient: .postmaster)
    case .mailbox(let mailbox?): self.init(recipient: .mailbox(mailbox))
    case .mailbox(nil): throw Refusal(501, EnhancedStatus(5, 1, 3), "nobody is no recipient")
    }
    var seen: Set<String> = []
    for (name, value) in try parameters(scanner.rest) {
      guard seen.insert(name).inserted else { throw .syntax("\(name) is there twice") }
      guard let value else { throw unknown(name) }
      switch name {
      case "NOTIFY": notify = try RcptCommand.notify(value)
      case "ORCPT": original = try RcptCommand.original(value)
      default: throw unknown(name)
      }
    }
  }

  private static func notify(_ value: ArraySlice<UInt8>) throws(Refusal) -> Notify {
    let words = uppercased(value).split(separator: ",", omittingEmptySubsequences: false)
    if words == ["NEVER"] { return [] }
    var notify = Notify()
    for word in words {
      guard let found = Notify.names.first(where: { $0.name == word })?.notify else {
        throw .syntax("NOTIFY is NEVER, or some of SUCCESS, FAILURE and DELAY")
      }
      notify.insert(found)
    }
    return notify
  }

  private static func original(_ value: ArraySlice<UInt8>) throws(Refusal) -> String {
    let kind = value.prefix { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
    let rest = value.dropFirst(kind.count)
    guard value.count <= SMTPLimits.originalRecipient, !kind.isEmpty, rest.first == UInt8(ascii: ";"),
      let address = XText.decode(rest.dropFirst())
    else { throw .syntax("ORCPT needs a kind, a semicolon and xtext, \(SMTPLimits.originalRecipient) bytes together") }
    return String(decoding: kind, as: UTF8.self) + ";" + address
  }
}

private func unknown(_ name: String) -> Refusal {
  Refusal(555, EnhancedStatus(5, 5, 4), "\(name.prefix(32)) is no parameter here, or has the wrong form")
}

/// Names in upper case, and values without their `=`; nil where there is none (RFC 5321 §4.1.2).
private func parameters(
  _ rest: ArraySlice<UInt8>
) throws(Refusal) -> [(name: String, value: ArraySlice<UInt8>?)] {
  let words = rest.split(separator: space)
  guard rest.first ?? space == space, words.count <= SMTPLimits.parameters else {
    throw .syntax("malformed parameters")
  }
  var list: [(name: String, value: ArraySlice<UInt8>?)] = []
  for word in words {
    let name = word.prefix { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
    let rest = word.dropFirst(name.count)
    guard !name.isEmpty, rest.isEmpty || rest.first == UInt8(ascii: "=") && rest.count > 1 else {
      throw .syntax("malformed parameters")
    }
    list.append((uppercased(name), rest.isEmpty ? nil : rest.dropFirst()))
  }
  return list
}

/// What stands in angle brackets behind FROM: or TO:.
private enum Path {
  case mailbox(Mailbox?)
  case postmaster

  init(_ scanner: inout Scanner, after word: String, _ status: EnhancedStatus) throws(Refusal) {
    func refusal(_ text: String) -> Refusal { Refusal(501, status, text) }
    guard lowercased(scanner.rest.prefix(word.utf8.count)) == Array(word.utf8) else {
      throw .syntax("\(word.uppercased()) is missing")
    }
    scanner.drop(word.utf8.count)
    // RFC 5321 §3.3 allows none, and many send one.
    scanner.skipSpace()
    guard scanner.take("<") else { throw refusal("an address stands in angle brackets") }
    if scanner.take(">") {
      self = .mailbox(nil)
      return
    }
    if lowercased(scanner.rest.prefix(11)) == Array("postmaster>".utf8) {
      scanner.drop(11)
      self = .postmaster
      return
    }
    do throws(SMTPError) {
      try Path.skipRoute(&scanner)
      self = .mailbox(try Mailbox(&scanner))
    } catch { throw refusal(error.description) }
    guard scanner.take(">") else { throw refusal("malformed address") }
  }

  /// A source route is no more heeded (RFC 5321 §4.1.1.3).
  private static func skipRoute(_ scanner: inout Scanner) throws(SMTPError) {
    guard scanner.next == UInt8(ascii: "@") else { return }
    repeat {
      guard scanner.take("@"), DomainName.isName(scanner.take { isLetter($0) || isDigit($0) || ".-".utf8.contains($0) })
      else { throw .malformed("source route") }
    } while scanner.take(",")
    guard scanner.take(":") else { throw .malformed("source route") }
  }
}
