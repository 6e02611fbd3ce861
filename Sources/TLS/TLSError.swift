import COpenSSL

/// What OpenSSL could not do, and its reason.
public struct TLSError: Error, Equatable, CustomStringConvertible {
  /// What was being done.
  public let operation: String
  /// OpenSSL's reason, or ours; empty where OpenSSL gave none.
  public let reason: String

  /// An error of our own.
  public init(_ operation: String, reason: String) {
    self.operation = operation
    self.reason = reason
  }

  /// The operation and the reason.
  public var description: String { reason.isEmpty ? operation : "\(operation): \(reason)" }

  /// The first error that OpenSSL has queued; empties the queue.
  package init(taking operation: String) { self.init(operation, reason: Library.takeError().text) }
}

/// libssl and libcrypto as a whole.
public enum Library {
  /// Readies the library, without a configuration file and with only the algorithms that PeerTLS speaks where it is
  /// linked statically. Call once, before anything else here.
  public static func start() throws(TLSError) {
    guard copenssl_start() == 1 else { throw TLSError(taking: "start OpenSSL") }
  }

  static func takeError() -> (code: UInt, text: String) {
    var text = [UInt8](repeating: 0, count: 200)
    let code = unsafe text.withUnsafeMutableBytes { buffer in
      unsafe copenssl_take_error(buffer.bindMemory(to: CChar.self).baseAddress, buffer.count)
    }
    return (code, String(decoding: text.prefix { $0 != 0 }, as: UTF8.self))
  }
}
