import Foundation
import Judge
import Policy
import PolicyCompiler
import Processes

/// A configuration directory with a policy, and what the real compiler makes of it.
public final class PolicyDirectory: Sendable {
  /// Where it is.
  public let scratch = try! Scratch()

  /// Writes a policy and further files, by their path.
  public init(_ policy: String, files: [String: String] = [:]) throws {
    try scratch.write("policy", policy)
    for (path, text) in files { try scratch.write(path, text) }
  }

  /// The directory.
  public var path: String { scratch.path }

  /// Compiles into memory.
  public func compile(now: Int64 = Clock.unixSeconds) throws -> (numbers: Compilation, policy: CompiledPolicy) {
    let file = try MemoryFile.make("peertls-test")
    let numbers = try Compilation.run(try PolicyInput(directory: path), to: file.number, now: now)
    return (numbers, try CompiledPolicy(descriptor: file.number))
  }

  /// The error with which it does not compile, its own path left out; nil where it compiles.
  public var error: String? {
    do {
      _ = try compile()
      return nil
    } catch {
      return "\(error)".replacingOccurrences(of: path + "/", with: "")
    }
  }

  /// The warnings, the directory's path left out.
  public var warnings: [String] {
    get throws {
      try compile().numbers.warnings.map { $0.description.replacingOccurrences(of: path + "/", with: "") }
    }
  }
}
