import COpenSSL

/// Who decides during a handshake. Called on the handshake's own stack; must not keep the certificates.
public protocol HandshakeJudge: AnyObject {
  /// The client offers these protocols (ALPN, RFC 7301); the index of the one to speak, or nil to refuse
  /// (no_application_protocol). Not called where the client offers none. Servers only.
  func choose(from protocols: [[UInt8]]) -> Int?
  /// Whether a peer must show a certificate, asked when the protocol is known. Servers only.
  var demandsCertificate: Bool { get }
  /// The peer's certificate: nil accepts it. It is not yet proved that the peer holds its key, and the handshake may
  /// still fail for that: a TLS 1.3 client learns of a refusal only when it has proved it.
  func judge(_ leaf: borrowing Certificate, untrusted: borrowing Chain) -> Refusal?
}

/// Why a handshake ends.
public enum Refusal: Equatable, Sendable {
  /// The certificate does not verify.
  case certificate(ChainFailure)
  /// It does, and the policy says no: access_denied.
  case policy
}

/// The C hooks of a context, at an address that stays.
@safe final class Hooks {
  let judge: any HandshakeJudge
  /// nil where the process has a key.
  let signer: (any HandshakeSigner)?
  private let pointer: UnsafeMutablePointer<copenssl_hooks>

  init(_ judge: any HandshakeJudge, signer: (any HandshakeSigner)? = nil) {
    (self.judge, self.signer) = (judge, signer)
    unsafe pointer = .allocate(capacity: 1)
    unsafe pointer.initialize(to: copenssl_hooks(owner: nil, choose: hookChoose, judge: hookJudge))
    unsafe pointer.pointee.owner = Unmanaged.passUnretained(self).toOpaque()
  }

  deinit { unsafe pointer.deallocate() }

  var address: UnsafePointer<copenssl_hooks> { unsafe UnsafePointer(pointer) }
}

private func hookChoose(
  owner: UnsafeMutableRawPointer?, ssl: OpaquePointer?, protocols: UnsafePointer<UInt8>?, length: UInt32
) -> Int32 {
  let judge = unsafe Unmanaged<Hooks>.fromOpaque(owner!).takeUnretainedValue().judge
  let wire = unsafe Array(UnsafeBufferPointer(start: protocols, count: Int(length)))
  var (offers, offsets): ([[UInt8]], [Int32]) = ([], [])
  var position = 0
  while position < wire.count {
    let end = position + 1 + Int(wire[position])
    guard end <= wire.count else { return -1 }
    offers.append(Array(wire[position + 1..<end]))
    offsets.append(Int32(position))
    position = end
  }
  guard let choice = judge.choose(from: offers), offsets.indices.contains(choice) else { return -1 }
  unsafe copenssl_require_certificate(ssl, judge.demandsCertificate ? 1 : 0)
  return offsets[choice]
}

private func hookJudge(
  owner: UnsafeMutableRawPointer?, ssl: OpaquePointer?, leaf: OpaquePointer?, untrusted: OpaquePointer?,
  alert: UnsafeMutablePointer<UInt8>?
) -> Int32 {
  let judge = unsafe Unmanaged<Hooks>.fromOpaque(owner!).takeUnretainedValue().judge
  guard let leaf = unsafe leaf else { return X509_V_ERR_UNSPECIFIED }
  let chain = Chain()
  for index in 0..<(unsafe copenssl_chain_count(untrusted)) {
    chain.append(unsafe Certificate(sharing: copenssl_chain_at(untrusted, index)))
  }
  guard let refusal = judge.judge(unsafe Certificate(sharing: leaf), untrusted: chain) else { return X509_V_OK }
  unsafe alert?.pointee = refusal.alert
  switch refusal {
  case .policy: return X509_V_ERR_CERT_REJECTED
  case .certificate(let failure): return failure.code
  }
}
