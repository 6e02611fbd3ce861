import Glibc
import Journal
import SMTP

/// What becomes of each command (RFC 5321 §4.1.1).
extension Engine {
  /// Does what a command asks and answers it, once.
  mutating func obey(_ command: Command) throws(Refusal) {
    switch command {
    case .ehlo(let name): greet(name, isExtended: true)
    case .helo(let name): greet(name, isExtended: false)
    case .lhlo: throw Refusal(500, EnhancedStatus(5, 5, 1), "this is SMTP and no LMTP: say EHLO")
    case .mail(let mail): try begin(mail)
    case .rcpt(let rcpt): try add(rcpt)
    case .data: try beginText()
    case .bdat(let size, let isLast): try beginChunk(size, isLast: isLast)
    case .rset:
      forget()
      say(250, EnhancedStatus(2, 0, 0), "forgotten")
    case .noop: say(250, EnhancedStatus(2, 0, 0), "still here")
    case .quit:
      say(221, EnhancedStatus(2, 0, 0), "\(call.host) good-bye")
      finish(0)
    case .help:
      say(214, EnhancedStatus(2, 0, 0), "EHLO HELO MAIL RCPT DATA BDAT RSET NOOP VRFY HELP QUIT\npeertls-smtp(8)")
    case .vrfy: say(252, EnhancedStatus(2, 0, 0), "who is here is not told; send, and see")
    case .expn: throw Refusal(502, EnhancedStatus(5, 5, 1), "there are no lists")
    case .foreign(let verb): throw foreign(verb)
    }
  }

  private func foreign(_ verb: String) -> Refusal {
    let status = EnhancedStatus(5, 5, 1)
    return switch verb {
    case "STARTTLS": Refusal(503, status, "TLS has been in force since the first byte")
    case "AUTH": Refusal(503, status, "the certificate has logged you in: there is no AUTH")
    default: Refusal(502, status, "\(verb) is not served")
    }
  }

  private mutating func greet(_ name: String, isExtended: Bool) {
    forget()
    client = name
    self.isExtended = isExtended
    guard isExtended else { return say(250, nil, call.host) }
    say(
      250, nil,
      """
      \(call.host)
      PIPELINING
      SIZE \(options.maximumSize)
      8BITMIME
      BINARYMIME
      CHUNKING
      SMTPUTF8
      DSN
      REQUIRETLS
      ENHANCEDSTATUSCODES
      """)
  }

  private mutating func forget() {
    envelope = nil
    incoming = nil
  }

  private mutating func begin(_ mail: MailCommand) throws(Refusal) {
    guard client != nil else { throw Engine.outOfOrder("EHLO comes first") }
    guard envelope == nil else { throw Engine.outOfOrder("one message after the other: RSET forgets this one") }
    guard isExtended || mail == MailCommand(sender: mail.sender) else {
      throw Refusal(555, EnhancedStatus(5, 5, 4), "parameters need EHLO")
    }
    guard messages < SMTPLimits.messages else {
      throw Refusal(
        421, EnhancedStatus(4, 7, 0), "a connection brings at most \(SMTPLimits.messages) messages: call again",
        endsConnection: true)
    }
    if let size = mail.size, size > options.maximumSize { throw tooLarge }
    if let sender = mail.sender {
      guard mail.isUTF8 || !sender.needsUTF8 else { throw Engine.needsUTF8(EnhancedStatus(5, 6, 7)) }
      guard call.peer.isMeant(by: sender) else {
        throw Refusal(550, EnhancedStatus(5, 7, 1), "<\(sender)> is no identity of your certificate")
      }
    }
    envelope = Envelope(mail: mail)
    say(250, EnhancedStatus(2, 1, 0), "from you")
  }

  private mutating func add(_ rcpt: RcptCommand) throws(Refusal) {
    guard let current = envelope else { throw Engine.outOfOrder("MAIL comes first") }
    guard incoming == nil else { throw Engine.outOfOrder("the message has begun") }
    guard isExtended || rcpt == RcptCommand(recipient: rcpt.recipient) else {
      throw Refusal(555, EnhancedStatus(5, 5, 4), "parameters need EHLO")
    }
    if case .mailbox(let mailbox) = rcpt.recipient, mailbox.needsUTF8, !current.mail.isUTF8 {
      throw Engine.needsUTF8(EnhancedStatus(5, 6, 7))
    }
    guard let address = call.owner.address(of: rcpt.recipient) else {
      let whom = if case .mailbox(let mailbox) = rcpt.recipient { "<\(mailbox)>" } else { "postmaster" }
      throw Refusal(550, EnhancedStatus(5, 7, 1), "\(whom): this node takes mail for its owner alone and relays none")
    }
    guard current.recipients.count < SMTPLimits.recipients else {
      throw Refusal(452, EnhancedStatus(4, 5, 3), "a message has at most \(SMTPLimits.recipients) recipients")
    }
    envelope?.recipients.append(Envelope.Recipient(command: rcpt, address: address))
    say(250, EnhancedStatus(2, 1, 5), "to <\(address)>")
  }

  /// The envelope of a message whose contents may come now.
  private func completeEnvelope() throws(Refusal) -> Envelope {
    guard let envelope else { throw Engine.outOfOrder("MAIL comes first") }
    guard !envelope.recipients.isEmpty else {
      throw Refusal(554, EnhancedStatus(5, 5, 1), "there are no recipients")
    }
    return envelope
  }

  private mutating func beginText() throws(Refusal) {
    let envelope = try completeEnvelope()
    guard incoming == nil else { throw Engine.outOfOrder("what began with BDAT goes on with BDAT") }
    guard !envelope.isBinary else { throw Engine.outOfOrder("BODY=BINARYMIME needs BDAT") }
    say(354, nil, "go on; a line that is a dot ends it")
    incoming = IncomingMessage(isText: true, limitsLines: true)
    wire.intake.beginText()
  }

  /// Whatever is said, the octets that follow are the chunk's.
  private mutating func beginChunk(_ size: Int, isLast: Bool) throws(Refusal) {
    guard size <= SMTPLimits.skipped else {
      throw Refusal(
        552, EnhancedStatus(5, 3, 4), "a chunk has at most \(SMTPLimits.skipped) octets", endsConnection: true)
    }
    do throws(Refusal) {
      guard isExtended else { throw Engine.outOfOrder("BDAT needs EHLO") }
      let envelope = try completeEnvelope()
      if incoming == nil { incoming = IncomingMessage(isText: !envelope.isBinary, limitsLines: false) }
      chunk = .taken(size: size, isLast: isLast)
    } catch { chunk = .refused(error) }
    wire.intake.beginChunk(size)
  }

  var tooLarge: Refusal {
    Refusal(552, EnhancedStatus(5, 3, 4), "a message has at most \(options.maximumSize) bytes")
  }

  static func outOfOrder(_ text: String) -> Refusal { Refusal(503, EnhancedStatus(5, 5, 1), text) }

  private static func needsUTF8(_ status: EnhancedStatus) -> Refusal {
    Refusal(553, status, "an address beyond ASCII needs SMTPUTF8")
  }
}
