/// Why a call came to nothing, or broke. What a command makes of it is the command's own: see ``Failure/init(_:)``.
struct CallFailure: Error {
  enum Kind {
    /// Nobody answers there, or not in time.
    case unreachable
    /// They have no such service, or do not agree on its protocol.
    case noService
    /// They do not let us in.
    case refused
    /// Somebody else answers.
    case notThem
    /// TLS failed, or the connection ended in the middle.
    case broken
    /// What was asked for cannot be.
    case usage
    /// Our own files are wrong.
    case configuration
    /// A descriptor of our own failed.
    case inputOutput
    /// A signal says that it is not to go on.
    case interrupted
  }

  let kind: Kind
  let text: String

  init(_ kind: Kind, _ text: String) {
    self.kind = kind
    self.text = text
  }

  /// Does something that throws another error; its description becomes the text.
  static func attempt<Value: ~Copyable, Problem: Error>(
    _ kind: Kind, _ body: () throws(Problem) -> Value
  ) throws(CallFailure) -> Value {
    do throws(Problem) { return try body() } catch { throw CallFailure(kind, "\(error)") }
  }
}

extension Failure {
  /// With the exit code that `connect` has for it.
  init(_ failure: CallFailure) {
    let code: Code =
      switch failure.kind {
      case .unreachable, .noService: .unavailable
      case .refused, .notThem: .refused
      case .broken: .protocolFailed
      case .usage: .usage
      case .configuration: .configuration
      case .inputOutput: .inputOutput
      case .interrupted: .temporary
      }
    self.init(code, failure.text)
  }
}
