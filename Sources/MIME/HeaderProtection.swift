extension OutgoingMail {
  /// What is signed or encrypted: the content with its fields, in canonical form (RFC 8551, section 3.1.1).
  public func entity(_ protection: Protection) -> [UInt8] {
    bytes(of: head(protection)) + [Byte.carriageReturn, Byte.lineFeed] + body
  }

  private func head(_ protection: Protection) -> [HeaderField] {
    switch protection {
    case .none: contentFields
    case .signed: fields + marked("clear")
    case .encrypted: fields + marked("cipher") + outer(.encrypted).map(quote)
    }
  }

  /// Throws where a reader with these limits would refuse what is written. The longest header is that of what is encrypted,
  /// for it says everything twice.
  func checkHeader() throws(MIMEError) {
    let head = head(.encrypted)
    for field in head where field.bytes.count - 2 > MIMELimits.fieldBytes {
      throw .tooLarge("\(field.name) is too long: a header field has at most \(MIMELimits.fieldBytes) bytes")
    }
    guard head.count <= MIMELimits.fields, bytes(of: head).count <= MIMELimits.headerBytes else {
      throw .tooLarge("the header is too large: it has at most \(MIMELimits.headerBytes) bytes")
    }
  }

  /// The whole message around an entity: this mail's own, or what became of it when it was signed or encrypted.
  public func message(around entity: [UInt8], _ protection: Protection) -> [UInt8] {
    bytes(of: outer(protection)) + Array("MIME-Version: 1.0\r\n".utf8) + entity
  }

  /// As everybody sees them.
  private func outer(_ protection: Protection) -> [HeaderField] {
    guard case .encrypted = protection else { return fields }
    return fields.map { field in
      field.isNamed("subject") ? HeaderField.folded("Subject", [Array(OutgoingMail.hiddenSubject.utf8)]) : field
    }
  }

  /// Says inside what stood outside, so that the reader knows what was hidden (RFC 9788, section 2.2).
  private func quote(_ field: HeaderField) -> HeaderField {
    HeaderField(name: "HP-Outer", rawValue: Array(" \(field.name):".utf8) + field.rawValue)
  }

  /// The content's fields, its type with the parameters that tell readers where the header's fields are: those of
  /// RFC 9788, and of the drafts before it, which mutt and Thunderbird read.
  private func marked(_ hp: String) -> [HeaderField] {
    let mark = Array(";\r\n protected-headers=\"v1\"; hp=\"\(hp)\"".utf8)
    guard contentFields.contains(where: { $0.isNamed("content-type") }) else {
      let type = HeaderField.folded("Content-Type", [Array("text/plain;".utf8), Array("charset=us-ascii".utf8)])
      return [HeaderField(name: type.name, rawValue: type.rawValue + mark)] + contentFields
    }
    return contentFields.map { field in
      guard field.isNamed("content-type"), let type = MediaType(field.unfolded), type.parameters["hp"] == nil,
        type.parameters["protected-headers"] == nil
      else { return field }
      var value = field.rawValue
      while let last = value.last, Byte.isBlank(last) || last == UInt8(ascii: ";") { value.removeLast() }
      return HeaderField(name: field.name, rawValue: value + mark)
    }
  }

  private func bytes(of fields: [HeaderField]) -> [UInt8] { fields.flatMap(\.bytes) }
}

extension Entity {
  /// The header's fields as they are repeated in signed or encrypted content, whose type says so (RFC 9788, and the drafts
  /// before it); nil where it does not.
  public var protectedFields: [HeaderField]? {
    let isMarked = ["clear", "cipher"].contains(type.parameters["hp"]) || type.parameters["protected-headers"] == "v1"
    guard isMarked else { return nil }
    return header.fields.filter { field in
      let name = field.name.asciiLowercased
      return !name.hasPrefix("content-") && name != "mime-version" && name != "hp-outer"
    }
  }

  /// The message that a `message/rfc822` holds (RFC 2046, section 5.2.1), which is how RFC 8551, section 3.1, protects a
  /// header; nil for anything else. Throws beyond a limit.
  public func wrappedMessage() throws(MIMEError) -> Entity? {
    guard type.essence == "message/rfc822", ["7bit", "8bit", "binary"].contains(encoding) else { return nil }
    return try Entity(Array(header.body))
  }
}
