import MIME
import SafeText

/// The fields of a mail's header that people go by: as the content repeats them where it does, else as they stand outside.
struct ShownHeader {
  /// The longest name before an address that is shown, in characters.
  static let maximumName = 100

  private static let names = ["From", "Sender", "Reply-To", "To", "Cc", "Date", "Subject"]
  private static let ofAddresses: Set = ["From", "Sender", "Reply-To", "To", "Cc"]

  /// Each field's name in lower case, and what is shown of it.
  private(set) var lines: [(label: String, value: String)] = []
  /// Which fields are others outside, are only outside, or can be read in two ways.
  private(set) var notes: [String] = []

  /// Of a mail whose own header is `header`.
  init(_ mail: OpenedMail, _ header: HeaderSection) {
    for name in ShownHeader.names + ["Message-ID"] {
      let outer = header.fields(name.lowercased())
      let inner = mail.protectedFields?.filter { $0.isNamed(name.lowercased()) } ?? []
      if mail.protectedFields != nil { compare(name, outer, inner, isEncrypted: mail.isEncrypted) }
      if ShownHeader.names.contains(name) { add(name, inner.isEmpty ? outer : inner) }
    }
  }

  private mutating func compare(_ name: String, _ outer: [HeaderField], _ inner: [HeaderField], isEncrypted: Bool) {
    if inner.isEmpty {
      guard !outer.isEmpty else { return }
      return notes.append("\(name): stands only outside, where neither signature nor encryption covers it")
    }
    let (outside, inside) = (outer.map(\.text), inner.map(\.text))
    // What mutt, Thunderbird and RFC 9788 write in its place.
    let hidden = name == "Subject" && isEncrypted ? ["[...]", "...", "Encrypted Message"] : []
    if outside != inside && !(outside.first.map(hidden.contains) ?? false) {
      notes.append("\(name): is not outside what it is inside, where the signature or encryption covers it")
    }
  }

  private mutating func add(_ name: String, _ fields: [HeaderField]) {
    let note = "\(name): is not in order: others may see other addresses in it"
    for field in fields {
      guard ShownHeader.ofAddresses.contains(name) else {
        lines.append((name.lowercased(), field.text))
        continue
      }
      let addresses = MailAddress.list(field.unfolded)
      if addresses == nil && !notes.contains(note) { notes.append(note) }
      lines.append((name.lowercased(), addresses.flatMap(ShownHeader.text) ?? field.text))
    }
  }

  /// The addresses, none of them cut off, whatever stands before it; nil where there is none.
  private static func text(_ addresses: [MailAddress]) -> String? {
    var text = ""
    for (index, address) in addresses.enumerated() {
      let shown = ShownHeader.text(address)
      guard text.count + shown.count <= MailShowing.maximumValue - 50 else {
        return text + ", and \(addresses.count - index) more"
      }
      text += (text.isEmpty ? "" : ", ") + shown
    }
    return text.isEmpty ? nil : text
  }

  private static func text(_ address: MailAddress) -> String {
    let name = SafeText.of(address.name, .line.atMost(maximumName))
    return (try? MailAddress(name: name, address: address.address))?.description ?? "<\(address.address)>"
  }
}
