import Configuration
import ConstantDatabase
import Glibc
import Policy
import Processes
import TLS

/// Why a configuration does not compile: one line, with the place where there is one.
public struct CompileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// `file:line:column: what was found, what is expected`.
  public let description: String

  /// An error as it will be shown.
  public init(_ description: String) { self.description = description }

  /// The certificate or the key is not there.
  public static func missing(_ path: String) -> CompileError {
    CompileError("\(path): there is no such file; peertls node init DIR makes a key and a certificate")
  }

  init(_ error: PolicyError) { description = error.description }
  init(_ error: ConfigurationError) { description = error.description }
  init(_ error: SystemError) { description = error.explained }
  init(_ error: TLSError) { description = error.description }
}

extension SystemError {
  /// The description; where permission is denied, to whom: the node compiles as another user than its owner.
  var explained: String {
    code == EACCES ? "\(description) to user \(Account.ownName), who must read it (chmod)" : description
  }
}

/// Runs a step, with its error as a compile error.
func step<Value: ~Copyable, Failure: Error>(
  _ convert: (Failure) -> CompileError, _ body: () throws(Failure) -> Value
) throws(CompileError) -> Value {
  do throws(Failure) { return try body() } catch { throw convert(error) }
}
