import Configuration
import ConstantDatabase
import Policy
import Processes
import TLS

/// Why a configuration does not compile: one line, with the place where there is one.
public struct CompileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// `file:line:column: what was found, what is expected`.
  public let description: String

  /// An error as it will be shown.
  public init(_ description: String) { self.description = description }

  init(_ error: PolicyError) { description = error.description }
  init(_ error: ConfigurationError) { description = error.description }
  init(_ error: SystemError) { description = error.description }
  init(_ error: TLSError) { description = error.description }
}

/// Runs a step, with its error as a compile error.
func step<Value: ~Copyable, Failure: Error>(
  _ convert: (Failure) -> CompileError, _ body: () throws(Failure) -> Value
) throws(CompileError) -> Value {
  do throws(Failure) { return try body() } catch { throw convert(error) }
}
