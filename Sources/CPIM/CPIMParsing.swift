extension CPIMMessage {
  /// Reads a message. Throws `malformed`, `tooLarge` beyond `CPIMLimits`, and `nested` where it holds another
  /// message/cpim. The content is not looked at and has no limit here.
  public init(parsing bytes: some Collection<UInt8>, lineEnds: LineEnds = .crlf) throws(CPIMError) {
    let own = try HeaderSection(Array(bytes)[...], lineEnds, atMost: CPIMLimits.headers)
    let parts = try HeaderSection(own.rest, lineEnds, atMost: CPIMLimits.headers - own.lines.count)
    headers = []
    part = try Part(lines: parts.lines, content: Array(parts.rest))
    var namespaces = Namespaces()
    for line in own.lines {
      let header = try Header(line: line, in: namespaces)
      if header.name.isSame(as: .core("NS")) {
        try namespaces.take(header.rawValue)
      } else {
        headers.append(header)
      }
    }
    try checkHeaders()
  }

  private func checkHeaders() throws(CPIMError) {
    for name in [Header.Name.core("From"), .core("DateTime"), .imdn("Message-ID")] {
      guard headers.count(where: { $0.name.isSame(as: name) }) <= 1 else {
        throw .malformed(name.text + " stands twice")
      }
    }
    for name in ["From", "To", "cc"] {
      let values = headers.filter { $0.name.isSame(as: .core(name)) }.map(\.rawValue)
      guard values.allSatisfy({ Party(parsing: $0) != nil }) else { throw .malformed(name + " is no name with a URI") }
    }
    for header in headers where header.name.isSame(as: .core("DateTime")) {
      guard Timestamp(parsing: header.value) != nil else { throw .malformed("DateTime is no date and time") }
    }
    if let messageID { try Self.check(messageID: messageID) }
    let own = headers.filter { $0.name.namespace == Self.ownNamespace }
    guard own.count <= CPIMLimits.ownHeaders else { throw .tooLarge("too many headers of urn:peertls:chat") }
    guard own.allSatisfy({ $0.value.utf8.count <= CPIMLimits.ownValueBytes }) else {
      throw .tooLarge("header of urn:peertls:chat too long")
    }
  }

  /// Message-IDs go into documents and the names of records: one word, of a bounded length.
  static func check(messageID: some StringProtocol) throws(CPIMError) {
    guard messageID.utf8.count <= CPIMLimits.messageIDBytes else { throw .tooLarge("Message-ID too long") }
    guard !messageID.isEmpty,
      messageID.unicodeScalars.allSatisfy({ !$0.isControl && !$0.properties.isWhitespace })
    else { throw .malformed("Message-ID is empty or has spaces") }
  }
}

extension CPIMMessage {
  /// The message with CR LF, and NS headers as its prefixes need them.
  public func encode() -> [UInt8] {
    var lines: [String] = []
    var namespaces = Namespaces()
    for header in headers {
      for name in header.required + [header.name] {
        if let declaration = namespaces.declaration(for: name) { lines.append(declaration) }
      }
      lines.append(header.name.text + ":" + header.parameters + header.rawValue)
    }
    lines.append("")
    lines += part.lines
    lines.append("")
    return lines.flatMap { Array($0.utf8) + [0x0D, 0x0A] } + part.content
  }
}
