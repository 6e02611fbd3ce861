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
    if let sender = envelope.mail.sender { words.append("smtp.mailfrom=\(Trace.address(sender))") }
    words += authors.map { "header.from=\(Trace.address($0))" }
    words.append("policy.x-cert=\(call.peer.certificate)")
    words.append("policy.x-key=\(call.peer.key)")
    if !call.peer.anchor.isEmpty { words.append("policy.x-anchor=\(Trace.word(call.peer.anchor))") }
    return words
  }

  private var received: [String] {
    let kind = (envelope.mail.isUTF8 ? "UTF8SMTP" : isExtended ? "ESMTP" : "SMTP") + "S"
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
    let isLiteral =
      client.hasPrefix("[") && client.hasSuffix("]")
      && client.dropFirst().dropLast().utf8.allSatisfy { (0x21...0x5a).contains($0) || (0x5e...0x7e).contains($0) }
    return isLiteral || DomainName.isName(client.utf8) ? client : "unknown"
  }

  /// An address where a pvalue is wanted: as it is, or all of it quoted.
  private static func address(_ mailbox: Mailbox) -> String {
    mailbox.description.hasPrefix("\"") ? quoted(mailbox.description) : mailbox.description
  }

  /// A token, or a quoted string (RFC 2045 §5.1).
  private static func word(_ text: String) -> String {
    let isToken = text.utf8.allSatisfy { (0x21...0x7e).contains($0) && !"()<>@,;:\\\"/[]?=".utf8.contains($0) }
    return isToken && !text.isEmpty ? text : quoted(text)
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
  }

  /// What a stranger has named, within a comment.
  private static func comment(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      if scalar.properties.generalCategory == .control { return "?" }
      return scalar == "(" || scalar == ")" || scalar == "\\" ? "\\\(scalar)" : String(scalar)
    }.joined()
  }
}
