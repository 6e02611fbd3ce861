import COpenSSL

/// What all connections of one role share: credentials, versions, ciphers, and who decides.
@safe public struct Context: ~Copyable {
  /// Which end we are.
  public enum Role: Sendable { case client, server }

  let pointer: OpaquePointer
  private let hooks: Hooks
  private let role: Role

  /// No tickets, no renegotiation, no compression; AEAD ciphers; X25519, P-256, P-384.
  public init(_ role: Role, credentials: borrowing Credentials, judge: any HandshakeJudge) throws(TLSError) {
    let context = try Context(role, Hooks(judge))
    unsafe try credentials.apply(to: context.pointer)
    self = context
  }

  /// A server's whose key another process has: `signer`, with which the library was started, makes its signatures.
  public init(
    serverWith chain: borrowing Chain, signer: any HandshakeSigner, judge: any HandshakeJudge
  ) throws(TLSError) {
    let context = try Context(.server, Hooks(judge, signer: signer))
    guard unsafe copenssl_context_use(context.pointer, chain.pointer, nil) == 1 else {
      throw TLSError(taking: "use the certificate")
    }
    self = context
  }

  private init(_ role: Role, _ hooks: Hooks) throws(TLSError) {
    guard let pointer = unsafe copenssl_context(role == .server ? 1 : 0, hooks.address) else {
      throw TLSError(taking: "make a TLS context")
    }
    unsafe self.pointer = pointer
    self.hooks = hooks
    self.role = role
  }

  deinit { unsafe SSL_CTX_free(pointer) }

  /// A connection over a connected, non-blocking socket that stays the caller's and must outlive it.
  /// TLS 1.3 only unless `allowsTLS12`. One that is for bulk takes several records off the socket at a time.
  public func connection(
    over socket: Int32, allowsTLS12: Bool = false, isForBulk: Bool = false
  ) throws(TLSError) -> Connection {
    guard let ssl = unsafe copenssl_connection(pointer, socket, allowsTLS12 ? 1 : 0) else {
      throw TLSError(taking: "make a TLS connection")
    }
    if isForBulk { unsafe copenssl_read_ahead(ssl) }
    if role == .server {
      unsafe copenssl_require_certificate(ssl, hooks.judge.demandsCertificate ? 1 : 0)
      unsafe SSL_set_accept_state(ssl)
    } else {
      unsafe SSL_set_connect_state(ssl)
    }
    return unsafe Connection(adopting: ssl, hooks: hooks)
  }
}
