import MIME
import PolicyCompiler
import Processes
import SMIME
import TLS

/// Takes a mail out of its envelopes. Each is opened by itself: what was inside one is never put together with what was
/// beside it.
struct MailOpener {
  /// The most layers, however deep; those beyond stay closed.
  static let maximumLayers = 32

  private let directory: String
  private let judge: SignerJudge
  private let known: [[UInt8]]
  private(set) var mail = OpenedMail()

  /// `known` are certificates, DER, of people who may have signed without sending theirs.
  init(directory: String, judge: SignerJudge, known: [[UInt8]]) {
    (self.directory, self.judge, self.known) = (directory, judge, known)
  }

  /// Opens a whole message.
  mutating func open(_ message: Entity) { open(message, [], isWhole: true) }

  private mutating func open(_ entity: Entity, _ layers: [Int], isWhole: Bool) {
    if let signed = signedParts(entity) { return open(entity, signed, layers, isWhole) }
    if ["application/pkcs7-mime", "application/x-pkcs7-mime"].contains(entity.type.essence) {
      return openEnvelope(entity, layers, isWhole)
    }
    if isWhole {
      if !layers.isEmpty, let inner = wrapped(entity) {
        mail.protectedFields = inner.header.fields
        return openContent(inner, layers, isWhole)
      }
      mail.outermost = layers
      if !layers.isEmpty { mail.protectedFields = entity.protectedFields }
    }
    openContent(entity, layers, isWhole)
  }

  private mutating func openContent(_ entity: Entity, _ layers: [Int], _ isWhole: Bool) {
    if isWhole { mail.outermost = layers }
    if entity.parts.isEmpty { return add(entity, layers) }
    if entity.type.essence == "multipart/signed" {
      mail.notes.append("a signature is not S/MIME's, and is not looked at")
    }
    for part in entity.parts { open(part, layers, isWhole: false) }
  }

  private mutating func add(_ entity: Entity, _ layers: [Int], isSealed: Bool = false) {
    mail.pieces.append(OpenedMail.Piece(layers: layers, entity: entity, isSealed: isSealed))
  }

  /// A message in a message, as RFC 8551 protects a header; forwarded ones are said to be.
  private func wrapped(_ entity: Entity) -> Entity? {
    guard entity.type.parameters["forwarded"] != "yes", !entity.isAttachment else { return nil }
    return try? entity.wrappedMessage()
  }

  private mutating func layer(_ layer: OpenedMail.Layer) -> Int {
    mail.layers.append(layer)
    return mail.layers.count - 1
  }

  private mutating func seal(_ entity: Entity, _ layers: [Int], _ isWhole: Bool, _ reason: String) {
    let sealed = layers + [layer(.sealed(reason))]
    if isWhole { mail.outermost = sealed }
    add(entity, sealed, isSealed: true)
  }
}

extension MailOpener {
  /// The two parts of a multipart/signed that says it is S/MIME's; nil for anything else.
  private func signedParts(_ entity: Entity) -> (content: Entity, signature: Entity)? {
    let protocols = ["application/pkcs7-signature", "application/x-pkcs7-signature"]
    guard entity.type.essence == "multipart/signed", entity.parts.count == 2,
      protocols.contains(entity.parts[1].type.essence)
    else { return nil }
    return (entity.parts[0], entity.parts[1])
  }

  private mutating func open(
    _ entity: Entity, _ signed: (content: Entity, signature: Entity), _ layers: [Int], _ isWhole: Bool
  ) {
    guard mail.layers.count < MailOpener.maximumLayers else {
      return seal(entity, layers, isWhole, "there are too many layers")
    }
    guard let message = CMSMessage(der: signed.signature.content), message.kind == .signed else {
      return openBroken(signed.content, layers, isWhole, "the signature cannot be read")
    }
    let whole = Array(signed.content.whole)
    // A mailbox may have taken the carriage returns out that were signed.
    let canonical = MailOpener.canonical(whole)
    for content in canonical == whole ? [whole] : [whole, canonical] {
      guard let found = try? message.verify(content, known: chain(message)) else {
        return openBroken(signed.content, layers, isWhole, "the signature cannot be read")
      }
      let isAltered = found.signatures.contains { $0.outcome == .altered }
      if isAltered && content.count != canonical.count { continue }
      return openSigned(content, found.signatures, message, layers, isWhole)
    }
  }

  private mutating func openSigned(
    _ content: [UInt8], _ signatures: [CMSSignature], _ message: borrowing CMSMessage, _ layers: [Int], _ isWhole: Bool
  ) {
    let certificates = message.certificates
    let judged = signatures.map { judge.judge($0, others: certificates) }
    let layers = layers + [layer(.signed(judged))]
    // Only what the signature covers is taken apart again.
    guard let inner = try? Entity(content) else {
      mail.notes.append("what was signed goes beyond a limit")
      if isWhole { mail.outermost = layers }
      return
    }
    open(inner, layers, isWhole: isWhole)
  }

  /// The content can be read all the same, but nothing is known of it.
  private mutating func openBroken(_ content: Entity, _ layers: [Int], _ isWhole: Bool, _ reason: String) {
    open(content, layers + [layer(.sealed(reason))], isWhole: isWhole)
  }

  private mutating func openEnvelope(_ entity: Entity, _ layers: [Int], _ isWhole: Bool) {
    guard mail.layers.count < MailOpener.maximumLayers else {
      return seal(entity, layers, isWhole, "there are too many layers")
    }
    guard let message = CMSMessage(der: entity.content) else {
      return seal(entity, layers, isWhole, "what is signed or encrypted cannot be read")
    }
    switch message.kind {
    case .other: seal(entity, layers, isWhole, "it is neither signed nor encrypted in a form that is known")
    case .signed:
      guard let found = try? message.verify(nil, known: chain(message)) else {
        return seal(entity, layers, isWhole, "the signature cannot be read")
      }
      openSigned(found.content, found.signatures, message, layers, isWhole)
    case .enveloped, .authenticated:
      do {
        let credentials = try NodeCredentials.read(directory: directory)
        let content = try Entity(try message.decrypt(with: credentials))
        let layer = layer(.encrypted(isAuthenticated: message.kind == .authenticated))
        open(content, layers + [layer], isWhole: isWhole)
      } catch let error as TLSError {
        seal(entity, layers, isWhole, error.reason)
      } catch {
        seal(entity, layers, isWhole, "\(error)")
      }
    }
  }

  private func chain(_ message: borrowing CMSMessage) -> Chain {
    let chain = Chain()
    for der in known { if let certificate = Certificate(der: der) { chain.append(certificate) } }
    return chain
  }

  /// Every line feed with a carriage return before it.
  private static func canonical(_ content: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(content.count + content.count / 32)
    var previous: UInt8 = 0
    for byte in content {
      if byte == 0x0A && previous != 0x0D { result.append(0x0D) }
      result.append(byte)
      previous = byte
    }
    return result
  }
}
