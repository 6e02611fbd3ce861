import Processes
import SMTP

/// What is put before a message: who brought it, how, and how sure that is (RFC 5321 §4.4, RFC 8601).
struct Trace {
  let call: Call
  let envelope: Envelope
  /// How the client called itself.
  let client: String
  let isExtended: Bool
  /// What the message is called here.
  let id: String
  /// The addresses of its From field.
  let authors: [Mailbox]

  /// Fields whose word is believed because this program writes them: a peer's own are left out.
  private static let own = ["Authentication-Results", "Delivered-To", "Return-Path", "X-Original-To"]

  /// Whether a field of the peer's is called as those are.
  static func isOurs(_ field: HeaderReader.Field) -> Bool { own.contains(where: field.isCalled) }

  /// All of them, with CRLF.
  var fields: [UInt8] {
    var lines = ["Return-Path: \(envelope.sender)"]
    var addresses: [Mailbox] = []
    for recipient in envelope.recipients where !addresses.contains(recipient.address) {
      addresses.append(recipient.address)
    }
    lines += addresses.map { "Delivered-To: \($0)" }
    lines += envelope.recipients.map { "X-Original-To: \($0.original)" }
    lines.append(authentication.joined(separator: "\r\n\t"))
    lines.append(received.joined(separator: "\r\n\t"))
    return Array((lines.joined(separator: "\r\n") + "\r\n").utf8)
  }

  /// RFC 8601 §2.2. The names of properties are as peertls-smtp(8) has them.
  private var authentication: [String] {
    var words = ["Authentication-Results: \(Trace.word(call.authority));", "x-peertls=pass"]
    // First what this node knows, then what the peer has named.
    words.append("policy.x-cert=\(call.peer.certificate)")
    words.append("policy.x-key=\(call.peer.key)")
    if !call.peer.anchor.isEmpty { words.append("policy.x-anchor=\(Trace.word(call.peer.anchor))") }
    if let sender = envelope.mail.sender { words.append("smtp.mailfrom=\(Trace.address(sender))") }
    // A mail system that reports is nobody whom the certificate names.
    words += authors.filter(call.peer.isMeant).map { "header.from=\(Trace.address($0))" }
    return words
  }

  private var received: [String] {
    // RFC 3848 and 6531 have no word for SMTP over TLS without extensions.
    let kind = envelope.mail.isUTF8 ? "UTF8SMTPS" : isExtended ? "ESMTPS" : "SMTP"
    var lines = ["Received: from \(clientName) (\(Call.literal(call.peer.address)))"]
    lines.append("(\(Trace.comment("\(call.tlsVersion) \(call.tlsCipher)")); certificate \(call.peer.certificate);")
    let voucher = call.peer.anchor.isEmpty ? "known by its key" : "verified by \(call.peer.anchor)"
    lines.append(" \(Trace.comment("\(call.peer.name.isEmpty ? "no name" : call.peer.name), \(voucher)")))")
    lines.append("by \(call.host) (peertls-smtp) with \(kind) id \(id)")
    let only = envelope.recipients.count == 1 ? envelope.recipients.first.map { " for <\($0.original)>" } : nil
    lines[lines.count - 1] += (only ?? "") + ";"
    lines.append(MailDate.text(Clock.unixSeconds))
    return lines
  }

  /// What the client says it is; nothing that would read as something else.
  private var clientName: String {
    DomainName.isNameOrLiteral(client.utf8) ? client : "unknown"
  }

  /// An address where a pvalue is wanted (RFC 8601 §2.2): as it is, or all of it quoted.
  private static func address(_ mailbox: Mailbox) -> String {
    mailbox.isPlain && DomainName.isName(mailbox.domain.utf8) ? mailbox.description : quoted(mailbox.description)
  }

  /// A token, or a quoted string (RFC 2045 §5.1).
  private static func word(_ text: String) -> String {
    let isToken = text.utf8.allSatisfy { (0x21...0x7e).contains($0) && !"()<>@,;:\\\"/[]?=".utf8.contains($0) }
    return isToken && !text.isEmpty ? text : quoted(text)
  }

  /// By bytes: a character can be a quote with a mark that belongs to it.
  private static func quoted(_ text: String) -> String {
    let (quote, backslash) = (UInt8(ascii: "\""), UInt8(ascii: "\\"))
    let inside = text.utf8.flatMap { $0 == quote || $0 == backslash ? [backslash, $0] : [$0] }
    return "\"" + String(decoding: inside, as: UTF8.self) + "\""
  }

  /// The most characters of a comment: a line has at most 998 bytes (RFC 5322 §2.1.1).
  private static let commentLength = 200

  /// What a stranger has named, within a comment: without what ends a line somewhere, or turns its direction.
  private static func comment(_ text: String) -> String {
    text.unicodeScalars.prefix(commentLength).map { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: return "?"
      default: return scalar == "(" || scalar == ")" || scalar == "\\" ? "\\\(scalar)" : String(scalar)
      }
    }.joined()
  }
}
