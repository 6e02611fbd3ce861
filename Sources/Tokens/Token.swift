import CTokens
import Glibc
import Handoff
import Processes
import TLS

/// A private key in a PKCS#11 token, named by a URI (RFC 7512).
@safe public struct Token: ~Copyable {
  /// The longest PIN, in bytes.
  public static let maximumPINLength = 256
  private static let maximumPathLength = 4096
  private static let maximumSignatureLength = SignAnswer.maximumSignatureLength

  private let key: OpaquePointer

  /// Loads the module that the URI names, finds the token, gives it the PIN of the file that the URI names, and finds the
  /// key. Throws the first of these that fails.
  public init(_ uri: String) throws(TokenError) {
    var pin = try Token.pin(uri)
    defer { Secret.wipe(&pin) }
    var text = TokenText()
    let key = unsafe text.taking { unsafe ctokens_open(uri, pin.isEmpty ? nil : pin, pin.count, $0) }
    guard let key = unsafe key else { throw TokenError(text.description) }
    unsafe self.key = key
  }

  /// Signs a handshake's content. Throws what the token says.
  public func sign(_ content: [UInt8], _ scheme: SignatureScheme) throws(TokenError) -> [UInt8] {
    guard let name = scheme.digest else { return try sign(content, CTOKENS_EDDSA, bits: 0) }
    guard let digest = messageDigest(of: content, named: name.rawValue) else { throw TokenError("no digest") }
    let bits = Int32(digest.count * 8)
    switch scheme {
    case .ecdsaSHA256, .ecdsaSHA384, .ecdsaSHA512:
      guard let signature = ecdsaSignature(try sign(digest, CTOKENS_ECDSA, bits: bits)) else {
        throw TokenError("what the token has made is no ECDSA signature")
      }
      return signature
    case .rsaPSSSHA256, .rsaPSSSHA384, .rsaPSSSHA512: return try sign(digest, CTOKENS_PSS, bits: bits)
    default: return try sign(Token.digestInfo(name) + digest, CTOKENS_PKCS1, bits: bits)
    }
  }

  private func sign(_ bytes: [UInt8], _ way: ctokens_way, bits: Int32) throws(TokenError) -> [UInt8] {
    var text = TokenText()
    let key = unsafe self.key
    let signature = unsafe [UInt8](unsafeUninitializedCapacity: Token.maximumSignatureLength) { buffer, length in
      length = unsafe text.taking {
        unsafe ctokens_sign(key, way, bits, bytes, bytes.count, buffer.baseAddress, buffer.count, $0)
      }
    }
    guard !signature.isEmpty else { throw TokenError(text.description) }
    return signature
  }

  /// What stands before the digest in a signature of PKCS#1 v1.5 (RFC 8017, section 9.2, note 1).
  private static func digestInfo(_ digest: SignatureScheme.DigestName) -> [UInt8] {
    let (number, length): (UInt8, UInt8) =
      switch digest {
      case .sha256: (1, 32)
      case .sha384: (2, 48)
      case .sha512: (3, 64)
      }
    let algorithm: [UInt8] = [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, number]
    return [0x30, 17 + length, 0x30, 0x0d, 0x06, 0x09] + algorithm + [0x05, 0x00, 0x04, length]
  }

  /// The first line of the PIN's file; empty where the URI names none.
  private static func pin(_ uri: String) throws(TokenError) -> [UInt8] {
    var text = TokenText()
    var path = [UInt8](repeating: 0, count: maximumPathLength)
    let found = unsafe path.withUnsafeMutableBytes { buffer in
      unsafe text.taking {
        unsafe ctokens_pin_source(uri, buffer.bindMemory(to: CChar.self).baseAddress, buffer.count, $0)
      }
    }
    guard found >= 0 else { throw TokenError(text.description) }
    guard found == 1 else { return [] }
    var name = String(decoding: path.prefix { $0 != 0 }, as: UTF8.self)
    if name.hasPrefix("file:") { name.removeFirst("file:".utf8.count) }
    do throws(SystemError) {
      var bytes = try File.contents(name, limit: maximumPINLength)
      defer { Secret.wipe(&bytes) }
      return Array(bytes.prefix { $0 != 0x0a && $0 != 0x0d })
    } catch {
      throw TokenError("pin-source=: \(error)\(error.code == EACCES ? " to user \(Account.ownName)" : "")")
    }
  }
}

/// Why a token does not serve.
public struct TokenError: Error, Equatable, CustomStringConvertible {
  /// One line.
  public let description: String

  init(_ description: String) { self.description = description }
}

/// Room for what the C module has to say.
private struct TokenText: CustomStringConvertible {
  private var bytes = [UInt8](repeating: 0, count: Int(CTOKENS_TEXT))

  mutating func taking<Result>(_ body: (UnsafeMutablePointer<CChar>?) -> Result) -> Result {
    unsafe bytes.withUnsafeMutableBytes { unsafe body($0.bindMemory(to: CChar.self).baseAddress) }
  }

  var description: String { String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) }
}
