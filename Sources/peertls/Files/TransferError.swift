import FTPReplies
import Processes
import SafeText
import TLS

/// Why something that has to do with files at the other end was not done.
enum TransferError: Error {
  /// The connection is gone, or stands still. Another may do; else this is why all ends.
  case broken(Failure)
  /// They do not do this.
  case refused(Reply)
  /// This file does not go; others may.
  case file(Failure)
  /// Nothing more can be done at all.
  case ended(Failure)

  /// Of a call: only a broken connection is worth another.
  init(_ failure: CallFailure) {
    switch failure.kind {
    case .broken, .unreachable: self = .broken(Failure(failure))
    default: self = .ended(Failure(failure))
    }
  }

  /// What was under way does not go on.
  static func broken(_ text: String) -> TransferError { .broken(Failure(.protocolFailed, text)) }

  /// A file of our own, read or written.
  init(_ error: SystemError) { self = .file(Failure(.inputOutput, SafeText.of(error.description))) }

  /// Does something that throws another error.
  static func local<Value: ~Copyable>(_ body: () throws(SystemError) -> Value) throws(TransferError) -> Value {
    do throws(SystemError) { return try body() } catch { throw TransferError(error) }
  }

  /// Does something with a call.
  static func calling<Value: ~Copyable>(_ body: () throws(CallFailure) -> Value) throws(TransferError) -> Value {
    do throws(CallFailure) { return try body() } catch { throw TransferError(error) }
  }

  /// Does something that only a lack of memory prevents.
  static func digesting<Value: ~Copyable>(_ body: () throws(TLSError) -> Value) throws(TransferError) -> Value {
    do throws(TLSError) { return try body() } catch { throw .ended(Failure(.inputOutput, error.description)) }
  }
}

extension Reply {
  /// Their words, fit for a terminal, and the code.
  var shown: String {
    let words = SafeText.of(text, .line.atMost(200))
    return words.isEmpty ? "\(code)" : "\(words) (\(code))"
  }
}
