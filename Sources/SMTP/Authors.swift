/// The addresses in From, Sender and the like: an address-list of RFC 5322 §3.4, with the obsolete forms of §4.4, comments and
/// groups (RFC 6854).
public enum Authors {
  /// How deep comments may be nested.
  public static let commentDepth = 16

  /// All addresses of a field's body, in order, whether in groups or not. Throws where the text is none, for whoever reads
  /// it differently would see another author.
  public static func mailboxes(in body: ArraySlice<UInt8>, limit: Int = SMTPLimits.authors) throws(SMTPError)
    -> [Mailbox]
  {
    var reader = AddressReader(body)
    return try reader.list(limit: limit)
  }
}

/// Reads an address-list from left to right.
private struct AddressReader {
  private var scanner: Scanner

  init(_ bytes: ArraySlice<UInt8>) { scanner = Scanner(bytes) }

  mutating func list(limit: Int) throws(SMTPError) -> [Mailbox] {
    var (mailboxes, isInGroup): ([Mailbox], Bool) = ([], false)
    try skip()
    while !scanner.isAtEnd {
      if scanner.take(",") {
        // obs-addr-list lets entries be empty.
      } else if isInGroup && scanner.take(";") {
        isInGroup = false
      } else {
        switch try entry(isInGroup: isInGroup) {
        case .mailbox(let mailbox):
          mailboxes.append(mailbox)
          guard mailboxes.count <= limit else { throw .tooLong("list of addresses") }
          try expectSeparator(isInGroup: isInGroup)
        case .groupStart: isInGroup = true
        }
      }
      try skip()
    }
    guard !isInGroup else { throw .malformed("group of addresses") }
    return mailboxes
  }

  private enum Entry {
    case mailbox(Mailbox)
    case groupStart
  }

  private mutating func expectSeparator(isInGroup: Bool) throws(SMTPError) {
    try skip()
    guard scanner.isAtEnd || scanner.next == UInt8(ascii: ",") || isInGroup && scanner.next == UInt8(ascii: ";") else {
      throw .malformed("list of addresses")
    }
  }

  /// A phrase and an address in brackets, an address alone, or a phrase and the colon of a group.
  private mutating func entry(isInGroup: Bool) throws(SMTPError) -> Entry {
    // local-part and display-name are alike up to the @, the < or the colon.
    var isEmpty = true
    var (local, isLocal): ([UInt8], Bool) = ([], true)
    var wasDot = true
    while let byte = scanner.next {
      if byte == quote {
        let text = try quotedString()
        isLocal = isLocal && wasDot
        local += text
        wasDot = false
      } else if byte == dot {
        scanner.drop(1)
        isLocal = isLocal && !wasDot
        local.append(dot)
        wasDot = true
      } else {
        let atom = scanner.take(while: isAtomText)
        guard !atom.isEmpty else { break }
        isLocal = isLocal && wasDot
        local += atom
        wasDot = false
      }
      isEmpty = false
      try skip()
    }
    if scanner.take("<") {
      let mailbox = try angleAddress()
      return .mailbox(mailbox)
    }
    if !isEmpty && !isInGroup && scanner.take(":") { return .groupStart }
    guard isLocal, !wasDot, scanner.take("@") else { throw .malformed("address") }
    return .mailbox(try Mailbox.limited(local: local, domain: try domain()))
  }

  private mutating func angleAddress() throws(SMTPError) -> Mailbox {
    try skip()
    if scanner.next == UInt8(ascii: "@") || scanner.next == UInt8(ascii: ",") {
      // obs-route
      while scanner.take(",") || scanner.take("@") {
        try skip()
        if scanner.next != UInt8(ascii: ",") && scanner.next != UInt8(ascii: "@") { _ = try domain() }
        try skip()
      }
      guard scanner.take(":") else { throw .malformed("address") }
      try skip()
    }
    var (local, wasDot): ([UInt8], Bool) = ([], true)
    while let byte = scanner.next, byte != UInt8(ascii: "@") {
      if byte == dot {
        guard !wasDot else { throw .malformed("address") }
        scanner.drop(1)
        local.append(dot)
        wasDot = true
      } else {
        guard wasDot else { throw .malformed("address") }
        if byte == quote {
          local += try quotedString()
        } else {
          let atom = scanner.take(while: isAtomText)
          guard !atom.isEmpty else { throw .malformed("address") }
          local += atom
        }
        wasDot = false
      }
      try skip()
    }
    guard !wasDot, scanner.take("@") else { throw .malformed("address") }
    let mailbox = try Mailbox.limited(local: local, domain: try domain())
    try skip()
    guard scanner.take(">") else { throw .malformed("address") }
    return mailbox
  }

  private mutating func domain() throws(SMTPError) -> ArraySlice<UInt8> {
    try skip()
    if scanner.take("[") {
      let inside = scanner.take { (0x21...0x7e).contains($0) && !"[]\\".utf8.contains($0) }
      guard scanner.take("]"), !inside.isEmpty else { throw .malformed("address literal") }
      return [UInt8(ascii: "[")] + inside + [UInt8(ascii: "]")]
    }
    var name: [UInt8] = []
    while true {
      name += scanner.take(while: isAtomText)
      try skip()
      guard scanner.take(".") else { break }
      name.append(dot)
      try skip()
    }
    guard DomainName.isName(name) else { throw .malformed("domain") }
    return name[...]
  }

  /// A quoted-string, without its quotes and escapes.
  private mutating func quotedString() throws(SMTPError) -> [UInt8] {
    scanner.drop(1)
    var bytes: [UInt8] = []
    while let byte = scanner.takeByte() {
      switch byte {
      case quote: return bytes
      case backslash:
        guard let escaped = scanner.takeByte() else { throw .malformed("quoted string") }
        bytes.append(escaped)
      default: bytes.append(byte)
      }
    }
    throw .malformed("quoted string")
  }

  /// White space and comments; a fold is undone before.
  private mutating func skip() throws(SMTPError) {
    while true {
      scanner.skipSpace()
      guard scanner.next == UInt8(ascii: "(") else { return }
      var depth = 0
      repeat {
        switch scanner.takeByte() {
        case UInt8(ascii: "("): depth += 1
        case UInt8(ascii: ")"): depth -= 1
        case backslash: scanner.drop(1)
        case nil: throw .malformed("comment")
        default: break
        }
        guard depth <= Authors.commentDepth else { throw .malformed("comment") }
      } while depth > 0
    }
  }
}

extension Mailbox {
  /// An address of parts, not longer than any may be.
  fileprivate static func limited(local: [UInt8], domain: ArraySlice<UInt8>) throws(SMTPError) -> Mailbox {
    guard local.count + 1 + domain.count <= SMTPLimits.mailbox else { throw .tooLong("address") }
    return try Mailbox(local: local, domain: domain)
  }
}
