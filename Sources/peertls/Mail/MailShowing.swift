import MIME
import Policy
import Processes
import SafeText
import SMIME
import TLS

extension CMSSignature.Outcome {
  /// For people.
  var text: String {
    switch self {
    case .good: "unaltered"
    case .altered: "ALTERED after it was signed"
    case .wrong: "the signature is not by this certificate's key"
    case .weak: "signed with an algorithm or a key that is too weak to prove anything"
    case .unknown: "the signer's certificate is neither there nor known"
    case .bare: "the signature is not one of a mail, so it may have been made for something else"
    }
  }
}

/// Writes a mail to the terminal. A line that begins at its edge is ours; whatever strangers have written stands behind a
/// label or is indented.
struct MailShowing {
  /// The longest value of a header's field that is shown, in characters.
  static let maximumValue = 2000

  let mail: OpenedMail
  let header: HeaderSection
  let verdict: MailVerdict
  let arrival: Arrival?

  /// The header, what is known of it, and the texts.
  func show() {
    for field in ShownHeader(mail, header).lines { line(field.label, field.value) }
    for index in mail.layers.indices { show(index) }
    if let arrival { show(arrival) } else { line("brought by", "unknown: no word of peertls-smtp stands above it") }
    for note in verdict.notes { line("note", note) }
    line("verdict", "\(label(verdict.kind)): \(verdict.reason)")
    for (number, piece) in mail.pieces.enumerated() where piece.isText { show(piece, number + 1) }
  }

  private func label(_ kind: MailVerdict.Kind) -> String {
    switch kind {
    case .good: "good"
    case .bad: "BAD"
    case .unsigned: "not signed"
    }
  }

  private func show(_ index: Int) {
    let number = mail.isUniform && mail.layers.count == mail.outermost.count ? "" : " \(index + 1)"
    switch mail.layers[index] {
    case .encrypted(let isAuthenticated):
      line(
        "encrypted\(number)", isAuthenticated ? "to you (AES-GCM)" : "to you (without protection against alteration)")
    case .sealed(let reason): line("closed\(number)", reason)
    case .signed(let signatures): for signature in signatures { show(signature, "signed\(number)") }
    }
  }

  private func show(_ signature: JudgedSignature, _ label: String) {
    guard let identity = signature.identity else {
      return line(label, signature.fault.map { "\(signature.outcome.text); \($0)" } ?? signature.outcome.text)
    }
    let emails = identity.emails.map { "<\($0)>" }.joined(separator: " ")
    let claim = signature.isVouchedFor ? "" : "somebody who claims to be "
    line(label, "by \(claim)\([identity.name, emails].filter { !$0.isEmpty }.joined(separator: " "))")
    line("", signature.outcome.text)
    let vouchers = signature.vouchers.isEmpty ? "nobody here" : signature.vouchers.joined(separator: ", ")
    line("", "answered for by: \(vouchers)")
    if let fault = signature.fault { line("", fault) }
    for note in signature.notes { line("", note) }
    if let time = signature.signedAt {
      line("", "at \(Clock.localText(UInt64(clamping: time) * 1_000_000)) by the signer's clock")
    }
    line("", "key:\(identity.key)")
    guard let arrival else { return }
    let isSame = identity.certificate.description == arrival.certificate
    if isSame { return line("", "the certificate that brought the mail") }
    line("", identity.key.description == arrival.key ? "the key that brought the mail" : "not who brought the mail")
  }

  private func show(_ arrival: Arrival) {
    line("brought by", "key:\(arrival.key)" + (arrival.anchor.map { ", verified by anchor \($0)" } ?? ""))
  }

  private func show(_ piece: OpenedMail.Piece, _ number: Int) {
    Terminal.print("")
    if mail.pieces.count > 1 || !mail.isUniform { Terminal.print("part \(number)\(coverage(piece)):") }
    if !Charset.isKnown(piece.entity.charset) {
      Terminal.print("(in \(SafeText.of(piece.entity.charset, .line.atMost(40))), of which only ASCII is shown)")
    }
    let text = SafeText.of(piece.entity.text, .lines.indented(by: "  "))
    Terminal.print("  " + (text.hasSuffix("\n  ") ? String(text.dropLast(3)) : text))
  }

  /// What a piece was signed and encrypted with, where that is not the same for all.
  func coverage(_ piece: OpenedMail.Piece) -> String {
    guard !mail.isUniform else { return "" }
    let words = piece.layers.map { index in
      switch mail.layers[index] {
      case .encrypted: "encrypted \(index + 1)"
      case .sealed: "closed \(index + 1)"
      case .signed: "signed \(index + 1)"
      }
    }
    return words.isEmpty ? ", neither signed nor encrypted" : ", " + words.joined(separator: ", ")
  }

  private func line(_ name: String, _ value: String) {
    let label = name.isEmpty ? "" : name + ":"
    let space = String(repeating: " ", count: max(1, 13 - label.count))
    // Blanks in a row could move what follows to a line's beginning.
    let words = SafeText.of(value, .line).split(separator: " ").joined(separator: " ")
    Terminal.print(label + space + SafeText.of(words, .line.atMost(MailShowing.maximumValue)))
  }
}
