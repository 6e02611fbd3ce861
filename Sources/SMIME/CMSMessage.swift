import CCMS
import TLS

/// What S/MIME makes of a mail's content (CMS, RFC 5652): something signed, or encrypted. Whose it is, and whether that is
/// to be believed, is for others to judge.
@safe public struct CMSMessage: ~Copyable {
  /// The most signers whose signatures are looked at, and the most digests; a message with more is not read.
  public static let maximumSigners = 16
  /// The most certificates that are taken from a message.
  public static let maximumCertificates = 64

  /// What it is.
  public enum Kind: Sendable {
    /// Signed; the content is inside, or beside it.
    case signed
    /// Encrypted, and who alters it is not noticed: AES-CBC and older ciphers.
    case enveloped
    /// Encrypted, and what was altered cannot be decrypted: AES-GCM (RFC 5083).
    case authenticated
    /// Anything else, such as compressed.
    case other
  }

  private let pointer: OpaquePointer

  /// From BER, nothing after it; nil where it is none.
  public init?(der: [UInt8]) {
    guard let pointer = unsafe ccms_from_der(der, der.count) else { return nil }
    unsafe self.pointer = pointer
  }

  deinit { unsafe ccms_free(pointer) }

  /// What it is.
  public var kind: Kind {
    switch ccms_kind(UInt32(bitPattern: unsafe ccms_kind_of(pointer))) {
    case CCMS_SIGNED: .signed
    case CCMS_ENVELOPED: .enveloped
    case CCMS_AUTHENTICATED: .authenticated
    default: .other
    }
  }

  /// The certificates inside, the signers' and what leads to their issuers; at most ``maximumCertificates``.
  public var certificates: Chain {
    unsafe Chain(adopting: ccms_certificates(pointer, Int32(CMSMessage.maximumCertificates)))
  }

  /// Decrypts it with a key. Throws where it was not made for it, was altered, or uses a cipher that is not spoken.
  public func decrypt(with credentials: borrowing Credentials) throws(TLSError) -> [UInt8] {
    var (content, length): (UnsafeMutablePointer<UInt8>?, Int) = (nil, 0)
    let certificate = credentials.chain[0]
    let outcome = unsafe ccms_decrypt(pointer, credentials.key, certificate.pointer, &content, &length)
    defer { unsafe OwnedBytes.release(content) }
    guard outcome == 1, let content = unsafe content else {
      throw TLSError(
        "decrypt the message",
        reason: outcome < 0
          ? "it is encrypted to other certificates than yours"
          : "it was altered, or is in a cipher that is not spoken")
    }
    return unsafe Array(UnsafeBufferPointer(start: content, count: length))
  }
}

/// What became of one signature.
public struct CMSSignature: Sendable {
  /// How it went.
  public enum Outcome: Sendable {
    /// The signer's key has signed exactly this content.
    case good
    /// The content is not what was signed.
    case altered
    /// The signature is not the signer's key's.
    case wrong
    /// The digest or the key is too weak to prove anything: SHA-1, RSA under 2048 bits.
    case weak
    /// The signer's certificate is neither in the message nor known.
    case unknown
    /// It has no signed attributes that say it is one of data: the key may have made it for anything, such as a handshake.
    case bare
  }

  /// How it went.
  public let outcome: Outcome
  /// The signer's certificate, DER; nil where it is unknown.
  public let certificate: [UInt8]?
  /// When the signer says that it signed, in seconds since 1970.
  public let signedAt: Int64?
  /// Whether the signer says that it reads AES-256-GCM (RFC 8551, section 2.5.2).
  public let readsAuthenticated: Bool
}

extension CMSMessage {
  /// Looks at each signature over `content`, or over what is inside where that is nil; gives that content, too. `known`
  /// are certificates beyond those in the message. Throws where it is not signed, has nobody's signature or more than
  /// ``maximumSigners``, or has content both inside and beside it, or in neither place.
  public func verify(
    _ content: [UInt8]?, known: borrowing Chain
  ) throws(TLSError) -> (signatures: [CMSSignature], content: [UInt8]) {
    let found = Signatures()
    var (inner, length): (UnsafeMutablePointer<UInt8>?, Int) = (nil, 0)
    let count = withExtendedLifetime(found) {
      let owner = unsafe Unmanaged.passUnretained(found).toOpaque()
      return unsafe ccms_verify(
        pointer, content, content?.count ?? 0, known.pointer, Int32(CMSMessage.maximumSigners), owner,
        { owner, outcome, signer, time, readsGCM in
          let found = unsafe Unmanaged<Signatures>.fromOpaque(owner!).takeUnretainedValue()
          let certificate = unsafe signer.map { unsafe Certificate(sharing: $0).der }
          found.all.append(
            CMSSignature(
              outcome: Signatures.outcome(outcome), certificate: certificate, signedAt: time == .min ? nil : time,
              readsAuthenticated: readsGCM != 0))
        }, &inner, &length)
    }
    defer { unsafe OwnedBytes.release(inner) }
    guard count > 0 else { throw TLSError("verify the signature", reason: "it is none that can be read") }
    if let content { return (found.all, content) }
    return (found.all, unsafe inner.map { unsafe Array(UnsafeBufferPointer(start: $0, count: length)) } ?? [])
  }
}

/// What the C loop over the signers has found.
private final class Signatures {
  var all: [CMSSignature] = []

  static func outcome(_ code: Int32) -> CMSSignature.Outcome {
    switch ccms_signature(UInt32(bitPattern: code)) {
    case CCMS_SIGNATURE_GOOD: .good
    case CCMS_SIGNATURE_ALTERED: .altered
    case CCMS_SIGNATURE_WEAK: .weak
    case CCMS_SIGNATURE_UNKNOWN: .unknown
    case CCMS_SIGNATURE_BARE: .bare
    default: .wrong
    }
  }
}
