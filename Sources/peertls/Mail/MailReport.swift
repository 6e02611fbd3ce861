import MIME
import MailQueue
import Processes
import SMTP
import SafeText

/// A notification about a message (RFC 3461, RFC 3464): words for people, fields for programs, and the message itself.
struct MailReport {
  enum Kind: Equatable {
    /// It will not be delivered.
    case failed
    /// It is tried until then, in seconds since 1970.
    case delayed(until: Int64)
  }

  let kind: Kind
  let envelope: Envelope
  let attempt: Attempt
  /// When it was queued, in seconds since 1970.
  let queued: Int64
  /// Nil where it could not be read.
  let message: [UInt8]?

  /// The notification from an address to itself.
  func message(from address: String, at now: Int64) -> [UInt8] {
    let boundary = "=_" + String(UInt64.random(in: .min ... .max), radix: 36)
    let type = envelope.needsUTF8 ? "message/global" : "message/rfc822"
    let head = header(address, now, boundary)
    var parts: [(head: [String], body: [UInt8])] = [
      (["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"], crlf(words)),
      (["Content-Type: message/\(envelope.needsUTF8 ? "global-" : "")delivery-status"], crlf(status(now))),
    ]
    if let message {
      let encoding = message.allSatisfy { $0 < 0x80 } ? "7bit" : "8bit"
      parts.append((["Content-Type: \(type)", "Content-Transfer-Encoding: \(encoding)"], message))
    }
    var bytes = crlf(head + [""])
    for part in parts { bytes += crlf(["--" + boundary] + part.head + [""]) + part.body + crlf([""]) }
    return bytes + crlf(["--\(boundary)--"])
  }

  private var isFailed: Bool { kind == .failed }

  private func header(_ address: String, _ now: Int64, _ boundary: String) -> [String] {
    let subject = (isFailed ? "Not delivered to " : "Not yet delivered to ") + envelope.contact
    var lines: [String] = []
    let fields = [
      try? HeaderField.unstructured("Date", MailDate.text(now)),
      (try? MailAddress(name: "peertls queue", address: address)).map { HeaderField.addresses("From", [$0]) },
      (try? MailAddress(address: address)).map { HeaderField.addresses("To", [$0]) },
      try? HeaderField.unstructured("Subject", SafeText.of(subject)),
      try? HeaderField.words("Message-ID", [Letter.messageID(for: address, at: now)]),
      try? HeaderField.words("In-Reply-To", [envelope.messageID]),
    ]
    for field in fields { if let field { lines.append(String(decoding: field.bytes.dropLast(2), as: UTF8.self)) } }
    return lines + [
      "Auto-Submitted: auto-replied", "MIME-Version: 1.0",
      "Content-Type: multipart/report; report-type=delivery-status;\r\n boundary=\"\(boundary)\"",
    ]
  }

  /// For people.
  private var words: [String] {
    let whom = "\(SafeText.of(envelope.contact)) <\(SafeText.of(envelope.recipient.description))>"
    let since = Clock.localText(UInt64(max(0, queued)) * 1_000_000)
    let reason = ["", "    " + SafeText.of(attempt.reason), ""]
    switch kind {
    case .failed:
      return ["Your message of \(since) to", "", "    " + whom, "", "was not delivered, and is not tried again:"]
        + reason
        + [message == nil ? "It could not be read." : "It is returned below."]
    case .delayed(let until):
      return ["Your message of \(since) to", "", "    " + whom, "", "still waits in the queue:"] + reason
        + [
          "It is tried until \(Clock.localText(UInt64(max(0, until)) * 1_000_000)). You need not send it again.",
          "peertls queue shows what waits.",
        ]
    }
  }

  /// For programs. Where the address needs no more, this is ASCII (RFC 3464 §2.1; RFC 6533 §3 has the other form).
  private func status(_ now: Int64) -> [String] {
    let kindOfAddress = envelope.recipient.needsUTF8 ? "utf-8" : "rfc822"
    var lines = [
      "Reporting-MTA: x-peertls; \(envelope.sender?.description ?? "")", "Arrival-Date: \(MailDate.text(queued))",
      "",
      "Final-Recipient: \(kindOfAddress); \(envelope.recipient)", "Action: \(isFailed ? "failed" : "delayed")",
      "Status: \(code)", "Remote-MTA: x-peertls; \(plain(envelope.contact))",
    ]
    if !attempt.reply.isEmpty { lines.append("Diagnostic-Code: smtp; \(plain(attempt.reply))") }
    lines.append("Last-Attempt-Date: \(MailDate.text(now))")
    if case .delayed(let until) = kind { lines.append("Will-Retry-Until: \(MailDate.text(until))") }
    return lines
  }

  private func plain(_ text: String) -> String {
    let safe = SafeText.of(text)
    return envelope.needsUTF8 ? safe : String(safe.unicodeScalars.map { $0.isASCII ? Character($0) : "?" })
  }

  /// RFC 3463: the reply's or the reason's own, else the least that is known.
  private var code: String {
    let words =
      attempt.reply.split(separator: " ").dropFirst().prefix(1) + attempt.reason.split(separator: " ").prefix(1)
    let found = words.lazy.compactMap { EnhancedStatus($0) }.first?.description
    return found ?? (isFailed ? "5.0.0" : "4.0.0")
  }

  private func crlf(_ lines: [String]) -> [UInt8] { lines.flatMap { Array(($0 + "\r\n").utf8) } }
}
