/// A command line (RFC 5321 §4.1.1), as a client writes it and as a server has read it.
public enum Command: Equatable, Sendable {
  /// A greeting with the client's name; the server answers with what it offers.
  case ehlo(String)
  /// The greeting of old.
  case helo(String)
  /// LMTP's greeting (RFC 2033).
  case lhlo(String)
  /// Begins a message.
  case mail(MailCommand)
  /// Names a recipient.
  case rcpt(RcptCommand)
  /// The message follows, up to a line that is a dot.
  case data
  /// So many octets of the message follow (RFC 3030).
  case bdat(size: Int, isLast: Bool)
  /// Forgets the message.
  case rset
  /// Nothing.
  case noop
  /// The end.
  case quit
  /// Asks for help.
  case help
  /// Whether there is a mailbox of that name.
  case vrfy(String)
  /// Who is on that list.
  case expn(String)
  /// A command that exists elsewhere and is not served: AUTH, ETRN, STARTTLS, TURN and their kin, in upper case.
  case foreign(String)

  /// As it goes over the wire. Throws where a text could end the line, or the line is longer than
  /// `SMTPLimits.commandLine`.
  public func encode() throws(SMTPError) -> [UInt8] {
    let line =
      switch self {
      case .ehlo(let name): "EHLO \(name)"
      case .helo(let name): "HELO \(name)"
      case .lhlo(let name): "LHLO \(name)"
      case .mail(let mail): try mail.line
      case .rcpt(let rcpt): try rcpt.line
      case .data: "DATA"
      case .bdat(let size, let isLast): "BDAT \(size)\(isLast ? " LAST" : "")"
      case .rset: "RSET"
      case .noop: "NOOP"
      case .quit: "QUIT"
      case .help: "HELP"
      case .vrfy(let text): "VRFY \(text)"
      case .expn(let text): "EXPN \(text)"
      case .foreign(let verb): verb
      }
    guard line.utf8.allSatisfy({ $0 >= space && $0 != 0x7f }), line.utf8.count + 2 <= SMTPLimits.commandLine else {
      throw .unfit("the command")
    }
    return Array((line + "\r\n").utf8)
  }
}

/// MAIL FROM and its parameters.
public struct MailCommand: Equatable, Sendable {
  /// What the message's bytes are (RFC 6152, RFC 3030).
  public enum Body: String, Sendable {
    /// ASCII in lines.
    case sevenBit = "7BIT"
    /// Lines of any octets.
    case eightBitMIME = "8BITMIME"
    /// Any octets, with BDAT alone.
    case binaryMIME = "BINARYMIME"
  }

  /// What comes back with a notification (RFC 3461 §4.3).
  public enum Returned: String, Sendable {
    /// The whole message.
    case full = "FULL"
    /// Its header.
    case header = "HDRS"
  }

  /// Who sends; nil for `<>`, which notifications have.
  public var sender: Mailbox?
  /// SIZE=: how many bytes there will be (RFC 1870).
  public var size: Int?
  /// BODY=.
  public var body: Body?
  /// SMTPUTF8 (RFC 6531).
  public var isUTF8 = false
  /// REQUIRETLS (RFC 8689).
  public var requiresTLS = false
  /// RET=.
  public var returned: Returned?
  /// ENVID=, decoded (RFC 3461 §4.4).
  public var envelopeID: String?

  /// Without parameters.
  public init(sender: Mailbox?) { self.sender = sender }

  var line: String {
    get throws(SMTPError) {
      var words = ["MAIL FROM:<\(sender?.description ?? "")>"]
      if let size { words.append("SIZE=\(size)") }
      if let body { words.append("BODY=\(body.rawValue)") }
      if isUTF8 { words.append("SMTPUTF8") }
      if requiresTLS { words.append("REQUIRETLS") }
      if let returned { words.append("RET=\(returned.rawValue)") }
      if let envelopeID {
        let text = XText.encode(envelopeID)
        guard text.utf8.count <= SMTPLimits.envelopeID else { throw .tooLong("envelope identifier") }
        words.append("ENVID=\(text)")
      }
      return words.joined(separator: " ")
    }
  }
}

/// RCPT TO and its parameters.
public struct RcptCommand: Equatable, Sendable {
  /// To whom a message goes.
  public enum Recipient: Equatable, Sendable {
    /// A mailbox.
    case mailbox(Mailbox)
    /// `<Postmaster>`, whose domain is the server's (RFC 5321 §4.1.1.3).
    case postmaster
  }

  /// When to be told what has become of it (RFC 3461 §4.1). None of them: never.
  public struct Notify: OptionSet, Sendable {
    /// As OptionSet has it.
    public let rawValue: Int
    /// As OptionSet has it.
    public init(rawValue: Int) { self.rawValue = rawValue }
    /// When it is delivered.
    public static let success = Notify(rawValue: 1)
    /// When it cannot be.
    public static let failure = Notify(rawValue: 2)
    /// When it takes long.
    public static let delay = Notify(rawValue: 4)

    static let names: [(notify: Notify, name: String)] = [
      (.success, "SUCCESS"), (.failure, "FAILURE"), (.delay, "DELAY"),
    ]
  }

  /// To whom.
  public var recipient: Recipient
  /// NOTIFY=.
  public var notify: Notify?
  /// ORCPT=: kind and address, such as `rfc822;bob@example.org`, decoded.
  public var original: String?

  /// Without parameters.
  public init(recipient: Recipient) { self.recipient = recipient }

  /// To a mailbox, without parameters.
  public init(_ mailbox: Mailbox) { self.init(recipient: .mailbox(mailbox)) }

  var line: String {
    get throws(SMTPError) {
      let address = if case .mailbox(let mailbox) = recipient { mailbox.description } else { "Postmaster" }
      var words = ["RCPT TO:<\(address)>"]
      if let notify {
        let names = Notify.names.filter { notify.contains($0.notify) }.map(\.name)
        words.append("NOTIFY=\(names.isEmpty ? "NEVER" : names.joined(separator: ","))")
      }
      if let original {
        guard let semicolon = original.firstIndex(of: ";") else { throw .unfit("the original recipient") }
        let text = original[...semicolon] + XText.encode(original[original.index(after: semicolon)...])
        guard text.utf8.count <= SMTPLimits.originalRecipient else { throw .tooLong("original recipient") }
        words.append("ORCPT=\(text)")
      }
      return words.joined(separator: " ")
    }
  }
}
