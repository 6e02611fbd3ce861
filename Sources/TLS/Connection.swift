import COpenSSL

/// One TLS connection over a non-blocking socket. After a `.failed` nothing more can be done with it.
@safe public struct Connection: ~Copyable {
  private let ssl: OpaquePointer
  private let hooks: Hooks

  init(adopting ssl: OpaquePointer, hooks: Hooks) {
    unsafe self.ssl = ssl
    self.hooks = hooks
  }

  deinit { unsafe copenssl_connection_free(ssl) }

  /// How a step ended.
  public enum Outcome: Equatable {
    /// Done: that many bytes moved (0 for a handshake).
    case done(Int)
    /// The socket must be readable first.
    case wantsRead
    /// The socket must be writable first.
    case wantsWrite
    /// The peer has said that it sends no more (close_notify).
    case closed
    /// The connection broke.
    case failed(Failure)

    /// How many bytes moved.
    public var count: Int {
      if case .done(let count) = self { return count }
      return 0
    }
  }

  /// Why a connection broke.
  public enum Failure: Equatable {
    /// The peer sent this fatal alert.
    case alert(UInt8)
    /// The peer showed no certificate.
    case noCertificate
    /// The judge has refused the peer; over TLS 1.3 a server says so to whoever has proved its key, and another failure
    /// comes first for whoever has not.
    case refused
    /// The stream ended without close_notify: what came may be cut short.
    case truncated
    /// A protocol error, or an error of the socket.
    case other(String)
  }

  /// Goes on with the handshake. `.done` only when the peer has proved that it holds its certificate's key and was not
  /// refused.
  public func handshake() -> Outcome {
    ERR_clear_error()
    let result = unsafe SSL_do_handshake(ssl)
    if unsafe result == 1 && copenssl_is_refused(ssl) == 1 { return .failed(.refused) }
    return result == 1 ? .done(0) : outcome(result)
  }

  /// Takes as many bytes off the socket at a time where there are as many, not a record with two system calls: for bulk
  /// that is read. Before the handshake.
  public func readAhead(bytes: Int) {
    unsafe SSL_set_default_read_buffer_len(ssl, bytes)
    unsafe SSL_set_read_ahead(ssl, 1)
  }

  /// Reads what is there, at most the buffer.
  public func read(into buffer: inout MutableRawSpan) -> Outcome {
    ERR_clear_error()
    var count = 0
    let result = unsafe buffer.withUnsafeMutableBytes { unsafe SSL_read_ex(ssl, $0.baseAddress, $0.count, &count) }
    return result == 1 ? .done(count) : outcome(result)
  }

  /// Writes a part of the buffer, which must not be empty; after `.wants…` the same bytes must be given again.
  public func write(from buffer: RawSpan) -> Outcome {
    ERR_clear_error()
    var count = 0
    let result = unsafe buffer.withUnsafeBytes { unsafe SSL_write_ex(ssl, $0.baseAddress, $0.count, &count) }
    return result == 1 ? .done(count) : outcome(result)
  }

  /// Says that we send no more (close_notify); reading goes on.
  public func finishWriting() -> Outcome {
    ERR_clear_error()
    let result = unsafe SSL_shutdown(ssl)
    return result >= 0 ? .done(0) : outcome(result)
  }

  private func outcome(_ result: Int32) -> Outcome {
    switch unsafe SSL_get_error(ssl, result) {
    case SSL_ERROR_WANT_READ: return .wantsRead
    case SSL_ERROR_WANT_WRITE: return .wantsWrite
    case SSL_ERROR_ZERO_RETURN: return .closed
    default: return .failed(failure())
    }
  }

  private func failure() -> Failure {
    let error = Library.takeError()
    if let reason = hooks.signer?.takeFailure() { return .other(reason) }
    if unsafe copenssl_alert_received(ssl) > 0 {
      return .alert(UInt8(truncatingIfNeeded: unsafe copenssl_alert_received(ssl)))
    }
    if unsafe copenssl_has_said_refusal(ssl) == 1 { return .refused }
    if copenssl_error_is_missing_certificate(error.code) == 1 { return .noCertificate }
    if copenssl_error_is_end_of_file(error.code) == 1 || error.code == 0 { return .truncated }
    return .other(error.text)
  }
}

/// What a finished handshake has agreed on.
extension Connection {
  /// Such as `TLSv1.3`.
  public var version: String { unsafe String(cString: SSL_get_version(ssl)) }
  /// Such as `TLS_AES_256_GCM_SHA384`.
  public var cipher: String {
    unsafe SSL_get_current_cipher(ssl).map { unsafe String(cString: SSL_CIPHER_get_name($0)) } ?? ""
  }
  /// The name that the client asked for (SNI); empty if none.
  public var serverName: String {
    unsafe SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name).map { unsafe String(cString: $0) } ?? ""
  }
  /// The protocol that was agreed on (ALPN); empty if none.
  public var protocolName: String {
    var (name, length): (UnsafePointer<UInt8>?, UInt32) = (nil, 0)
    unsafe SSL_get0_alpn_selected(ssl, &name, &length)
    return unsafe String(decoding: UnsafeBufferPointer(start: name, count: Int(length)), as: UTF8.self)
  }
  /// The alert that we have sent last, if any.
  public var alertSent: UInt8? { unsafe copenssl_alert_sent(ssl) < 0 ? nil : UInt8(copenssl_alert_sent(ssl)) }

  /// The protocols a client offers (ALPN), most wanted first, each 1 to 255 bytes; before the handshake.
  public func offer(protocols: [String]) {
    var wire: [UInt8] = []
    for name in protocols { wire += [UInt8(truncatingIfNeeded: name.utf8.count)] + Array(name.utf8) }
    unsafe _ = SSL_set_alpn_protos(ssl, wire, UInt32(wire.count))
  }

  /// Calls `body` with the peer's certificate and those that came with it; nil where it showed none.
  public func withPeer<Result>(_ body: (borrowing Certificate, borrowing Chain) -> Result) -> Result? {
    guard let leaf = unsafe SSL_get1_peer_certificate(ssl) else { return nil }
    let chain = Chain()
    let presented = unsafe SSL_get_peer_cert_chain(ssl)
    for index in 0..<(unsafe copenssl_chain_count(presented)) {
      chain.append(unsafe Certificate(sharing: copenssl_chain_at(presented, index)))
    }
    return body(unsafe Certificate(adopting: leaf), chain)
  }
}
