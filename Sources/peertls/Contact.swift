import Journal
import Judge
import Policy
import PolicyCompiler
import Processes
import SMTP

/// Who is called, and what their certificate must fulfil.
struct Contact {
  /// IANA's port for direct end-to-end chat, taken where none is given.
  static let standardPort: UInt16 = 4605

  /// What they are called in messages.
  let name: String
  /// Where they are.
  let address: SocketAddress
  /// The conditions of the one rule of a policy that lets in nobody else.
  let conditions: String
  /// Where mail to them goes, by their line's word; nil where it does not say.
  let mailbox: Mailbox?
  /// The contacts' file, and the line; nil where the command line says all.
  let place: (file: String, line: Int, column: Int)?

  /// `[address]:port` with fingerprints to expect.
  init?(address text: String, cert: String?, key: String?) {
    guard let address = SocketAddress(bracketed: text) else { return nil }
    name = text
    self.address = address
    conditions = [cert.map { "cert=\($0)" }, key.map { "key=\($0)" }].compactMap { $0 }.joined(separator: " ")
    mailbox = nil
    place = nil
  }

  /// A name's line in the contacts file.
  init(named name: String, directory: String) throws {
    let contacts = try ContactsFile(directory: directory)
    try self.init(contacts.line(of: name), of: contacts)
  }

  /// All whom the contacts file names, in its order, or what is wrong with an address.
  static func all(directory: String) throws -> [Result<Contact, any Error>] {
    try lines(directory: directory).map(\.contact)
  }

  /// The same, each with its line.
  static func lines(directory: String) throws -> [(line: ContactsFile.Line, contact: Result<Contact, any Error>)] {
    let contacts = try ContactsFile(directory: directory)
    return contacts.all.map { line in (line, Result { try Contact(line, of: contacts) }) }
  }

  private init(_ line: ContactsFile.Line, of contacts: ContactsFile) throws {
    guard let address = SocketAddress(bracketed: line.address) else {
      throw contacts.error(
        line.number, line.addressColumn,
        "found \"\(line.address.sanitised)\"; expected [ADDRESS]:PORT with an IPv6 address")
    }
    guard !address.lacksInterface else {
      throw contacts.error(line.number, line.addressColumn, "\(line.address) \(SocketAddress.interfaceHint)")
    }
    name = line.name
    self.address = address
    conditions = line.conditions
    mailbox = line.mailbox
    place = (contacts.path, line.number, line.conditionsColumn)
  }

  /// A policy that lets in exactly this contact, compiled in memory: the declarations of DIR/policy, so that `anchor=`
  /// and `list=` mean what they mean there, and one rule.
  func policy(directory: String) throws -> CompiledPolicy {
    if address.lacksInterface { throw Failure(.usage, "\(name) \(SocketAddress.interfaceHint)") }
    let declared = File.exists(directory + "/policy") ? try PolicyInput(directory: directory) : nil
    var lines: [String] = []
    if let declared {
      let source = try PolicySource.parse(declared.text, file: declared.file)
      let rule = try rule(anchors: source.anchors.map(\.name), lists: source.lists.map(\.name))
      let used = source.lists.enumerated().filter { rule.conditions.contains(.list($0.offset)) }.map(\.element.line)
      let kept = Set(source.anchors.map(\.line) + used)
      lines = (0..<(kept.max() ?? 0)).map { kept.contains($0 + 1) ? declared.line($0 + 1) : "" }
    } else {
      _ = try rule(anchors: [], lists: [])
    }
    let text = (lines + ["allow * \(conditions)"]).joined(separator: "\n")
    let input = PolicyInput(text: text, file: declared?.file ?? name, directory: directory)
    return try MemoryCompilation(input).load()
  }

  /// The conditions, where the policy has these anchors and lists.
  func rule(anchors: [String], lists: [String]) throws -> Rule {
    let (file, line, column) = place ?? (name, 1, 1)
    let rule = try Rule.parse(
      conditions: conditions, anchors: anchors, lists: lists, file: file, line: line, column: column)
    guard rule.conditions.contains(where: \.namesSomebody) else {
      throw PolicyError(
        file: file, line: line, column: column,
        message: "these conditions name nobody, so whoever answers there could pass for \(name); "
          + "add cert=, key=, email=, cn=, userid= or list=")
    }
    return rule
  }
}

extension Condition {
  /// Whether it tells one person from others, as a place, an issuer or an organisation does not.
  fileprivate var namesSomebody: Bool {
    switch self {
    case .certificate, .key, .list: true
    case .name(.commonName, let glob), .name(.email, let glob), .name(.userID, let glob):
      glob.pattern.contains { !"*?@".contains($0) }
    default: false
    }
  }
}

extension SocketAddress {
  /// What a link-local address needs.
  fileprivate static let interfaceHint = "needs %interface, for its network is on every link: [fe80::1%eth0]:4605"

  /// Whether it is link-local (RFC 4291, section 2.5.6), and nothing says on which link.
  fileprivate var lacksInterface: Bool { bytes[0] == 0xfe && bytes[1] & 0xc0 == 0x80 && scope == 0 }

  /// `[2001:db8::1]:4605`, `[fe80::1%eth0]:4605`; nil for anything else.
  init?(bracketed text: String) {
    guard text.hasPrefix("["), let close = text.lastIndex(of: "]") else { return nil }
    let inside = text[text.index(after: text.startIndex)..<close].split(
      separator: "%", maxSplits: 1, omittingEmptySubsequences: false)
    let after = text[text.index(after: close)...]
    let port = after.isEmpty ? Contact.standardPort : UInt16(after.dropFirst()) ?? 0
    guard after.isEmpty || after.hasPrefix(":"), port > 0, let address = Address(String(inside[0])) else { return nil }
    var scope: UInt32 = 0
    if inside.count == 2 {
      guard let zone = SocketAddress.scope(ofInterface: String(inside[1])) else { return nil }
      scope = zone
    }
    self.init(bytes: address.bytes, port: port, scope: scope)
  }
}
