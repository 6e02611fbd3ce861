import Processes
import TLS

/// What one attempt to move bytes came to.
struct Movement {
  /// Something moved: more may.
  var moved = false
  /// What the connection waits for.
  var wanted: Interest = []
  /// Why nothing can move any more.
  var trouble: Trouble?

  enum Trouble {
    /// The connection broke.
    case broken(Connection.Failure)
    /// The local descriptor failed, with this errno.
    case failed(code: Int32)
  }

  /// Heeds how a step of the connection ended that moved nothing.
  mutating func note(_ outcome: Connection.Outcome) {
    switch outcome {
    case .wantsRead: wanted.insert(.read)
    case .wantsWrite: wanted.insert(.write)
    case .closed: trouble = .broken(.truncated)
    case .failed(let failure): trouble = .broken(failure)
    case .done: break
    }
  }
}
