import MIME
import SMIME
import TLS

/// Feeds bytes to the reader of mail, and to whatever reads its fields. What can be read has parts within its bounds, and
/// what another program's mail becomes reads the same as it did.
public func fuzzMail(_ bytes: [UInt8]) {
  if let entity = try? Entity(bytes) {
    var count = 0
    look(at: entity, depth: 0, &count)
    precondition(count <= MIMELimits.parts)
    _ = Arrival(entity.header)
  }
  if let mail = try? OutgoingMail(message: bytes) { survive(mail) }
  if let addresses = MailAddress.list(bytes) { survive(addresses) }
}

private func look(at entity: Entity, depth: Int, _ count: inout Int) {
  count += 1
  precondition(depth <= MIMELimits.depth && entity.header.fields.count <= MIMELimits.fields)
  for field in entity.header.fields {
    precondition(field.rawValue.count <= MIMELimits.fieldBytes)
    _ = (field.text, MailAddress.list(field.unfolded))
  }
  _ = (entity.text, entity.protectedFields)
  if let name = entity.fileName, let safe = SafeFileName.of(name, isUnsafe: { $0.value < 0x20 }) {
    precondition((1...SafeFileName.maximumBytes).contains(safe.utf8.count))
    precondition(!safe.utf8.contains(UInt8(ascii: "/")))
    precondition(safe.utf8.first != UInt8(ascii: ".") && !SafeFileName.numbered(safe, 2).isEmpty)
  }
  for part in entity.parts {
    precondition(part.whole.startIndex >= entity.whole.startIndex && part.whole.endIndex <= entity.whole.endIndex)
    look(at: part, depth: depth + 1, &count)
  }
}

private func survive(_ mail: OutgoingMail) {
  let message = mail.message(around: mail.entity(.none), .none)
  guard let again = try? OutgoingMail(message: message) else {
    preconditionFailure("what was taken over can be taken over again")
  }
  precondition(again.fields == mail.fields && again.entity(.signed) == mail.entity(.signed))
}

private func survive(_ addresses: [MailAddress]) {
  let writable = addresses.compactMap { try? MailAddress(name: $0.name, address: $0.address) }
  let field = HeaderField.addresses("To", writable)
  precondition(MailAddress.list(field.unfolded) == writable, "addresses survive their writing")
}

/// Feeds bytes to the reader of what S/MIME signs and encrypts.
public func fuzzCMS(_ bytes: [UInt8]) {
  guard let message = CMSMessage(der: bytes) else { return }
  _ = message.kind
  precondition(message.certificates.count <= CMSMessage.maximumCertificates)
  let none = Chain()
  for content in [nil, Array("content".utf8)] {
    guard let found = try? message.verify(content, known: none) else { continue }
    precondition((1...CMSMessage.maximumSigners).contains(found.signatures.count))
    if let content { precondition(found.content == content) }
    for signature in found.signatures {
      precondition(signature.certificate != nil || signature.outcome == .unknown)
    }
  }
  if let key = try? Credentials(
    certificates: Array(CMSKey.certificate.utf8), key: Array(CMSKey.key.utf8), certificateName: "", keyName: "")
  {
    _ = try? message.decrypt(with: key)
  }
}
