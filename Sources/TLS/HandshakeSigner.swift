import COpenSSL

/// Who signs a server's handshakes where this process has no key. Called on the handshake's own stack; must not use TLS.
public protocol HandshakeSigner: AnyObject {
  /// Signs these bytes, by a scheme's number in TLS; nil where there is no signature to be had, which ends the handshake.
  func sign(_ bytes: [UInt8], scheme: UInt16) -> [UInt8]?
  /// Why there was none, asked once after it.
  func takeFailure() -> String?
}

extension Library {
  /// Readies the library for a process without a key of its own: whatever it signs, `signer` signs. As `start`, once.
  public static func start(signer: any HandshakeSigner) throws(TLSError) {
    // OpenSSL's from now on, as long as the process lives.
    let box = unsafe Unmanaged.passRetained(SignerBox(signer)).toOpaque()
    unsafe copenssl_sign_with(signElsewhere, box)
    try start()
  }
}

private final class SignerBox {
  let signer: any HandshakeSigner
  init(_ signer: any HandshakeSigner) { self.signer = signer }
}

private func signElsewhere(
  owner: UnsafeMutableRawPointer?, scheme: UInt32, bytes: UnsafePointer<UInt8>?, count: Int,
  signature: UnsafeMutablePointer<UInt8>?, room: Int
) -> Int {
  let signer = unsafe Unmanaged<SignerBox>.fromOpaque(owner!).takeUnretainedValue().signer
  let content = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
  guard let made = signer.sign(content, scheme: UInt16(truncatingIfNeeded: scheme)), made.count <= room else {
    return 0
  }
  unsafe signature?.update(from: made, count: made.count)
  return made.count
}
