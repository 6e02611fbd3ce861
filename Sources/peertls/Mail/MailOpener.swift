import MIME
import PolicyCompiler
import Processes
import SMIME
import TLS

/// Takes a mail out of its envelopes. Each is opened by itself: what was inside one is never put together with what was
/// beside it.
struct MailOpener {
  private let directory: String
  private let judge: SignerJudge
  private let known: [[UInt8]]
  private(set) var mail = OpenedMail()
  /// What the envelopes hold that were opened so far.
  private var bytes = 0

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
    if let reason = objection(to: signed.content.whole.count, in: layers) {
      return seal(entity, layers, isWhole, reason)
    }
    guard let (content, signatures) = verify(signed.content, signed.signature) else {
      // The content can be read all the same, but nothing is known of it.
      return open(signed.content, layers + [layer(.sealed(MailOpener.unreadable))], isWhole: isWhole)
    }
    open(content, of: entity, layers + [layer(.signed(signatures))], isWhole)
  }

  private static let unreadable = "the signature cannot be read"

  /// What a signature covers, and whose it is; nil where it cannot be read.
  private func verify(_ content: Entity, _ signature: Entity) -> (content: [UInt8], signatures: [JudgedSignature])? {
    guard let message = CMSMessage(der: signature.content), message.kind == .signed else { return nil }
    let whole = Array(content.whole)
    // A mailbox may have taken the carriage returns out that were signed.
    let canonical = MailOpener.canonical(whole)
    for content in canonical == whole ? [whole] : [whole, canonical] {
      guard let found = try? message.verify(content, known: chain(message)) else { return nil }
      let isAltered = found.signatures.contains { $0.outcome == .altered }
      if isAltered && content.count != canonical.count { continue }
      return (content, judge(found.signatures, message))
    }
    return nil
  }

  private func judge(_ signatures: [CMSSignature], _ message: borrowing CMSMessage) -> [JudgedSignature] {
    let certificates = message.certificates
    return signatures.map { judge.judge($0, others: certificates) }
  }

  /// Only what was inside is taken apart again.
  private mutating func open(_ content: [UInt8], of entity: Entity, _ layers: [Int], _ isWhole: Bool) {
    let inner: Entity
    do throws(MIMEError) { inner = try Entity(content) } catch {
      return seal(entity, layers, isWhole, "what is inside goes beyond a limit: \(error)")
    }
    open(inner, layers, isWhole: isWhole)
  }

  private mutating func openEnvelope(_ entity: Entity, _ layers: [Int], _ isWhole: Bool) {
    if let reason = objection(to: entity.header.body.count, in: layers) {
      return seal(entity, layers, isWhole, reason)
    }
    do throws(Closed) {
      let (content, layer) = try unwrap(entity)
      open(content, of: entity, layers + [self.layer(layer)], isWhole)
    } catch {
      seal(entity, layers, isWhole, error.reason)
    }
  }

  /// Why an envelope is not opened.
  private struct Closed: Error { let reason: String }

  /// What is in an envelope. OpenSSL's copies of it are gone when this returns, before the next one is opened.
  private func unwrap(_ entity: Entity) throws(Closed) -> (content: [UInt8], layer: OpenedMail.Layer) {
    guard let message = CMSMessage(der: entity.content) else {
      throw Closed(reason: "what is signed or encrypted cannot be read")
    }
    switch message.kind {
    case .other: throw Closed(reason: "it is neither signed nor encrypted in a form that is known")
    case .signed:
      guard let found = try? message.verify(nil, known: chain(message)) else {
        throw Closed(reason: MailOpener.unreadable)
      }
      return (found.content, .signed(judge(found.signatures, message)))
    case .enveloped, .authenticated:
      do {
        let credentials = try NodeCredentials.read(directory: directory)
        let content = try message.decrypt(with: credentials)
        return (content, .encrypted(isAuthenticated: message.kind == .authenticated))
      } catch let error as TLSError {
        throw Closed(reason: error.reason)
      } catch {
        throw Closed(reason: "\(error)")
      }
    }
  }

  /// Why an envelope of this size stays closed; nil where there is room for it.
  private mutating func objection(to size: Int, in layers: [Int]) -> String? {
    guard mail.layers.count < EnvelopeLimits.envelopes, layers.count < EnvelopeLimits.depth else {
      return "there are too many layers"
    }
    guard size <= EnvelopeLimits.bytes - bytes else { return "the layers hold too much together" }
    bytes += size
    return nil
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
