import ArgumentParser
import Judge
import Policy
import PolicyCompiler
import Processes

/// Who may do what.
struct PolicyCommand: CommandGroup {
  static let configuration = CommandConfiguration(
    commandName: "policy", abstract: "Compile, check and explain the policy, peertls.policy(5).",
    subcommands: [PolicyCompile.self, PolicyCheck.self, PolicyExplain.self])
}

extension Compilation {
  /// `2 rules, 1 anchor …`.
  var summary: String {
    func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
      "\(number) \(number == 1 ? one : many ?? one + "s")"
    }
    var parts = [
      count(rules, "rule"), count(anchors, "anchor"), count(lists, "list"), count(entries, "entry", "entries"),
    ]
    if revocationLists > 0 {
      parts.append(count(revocationLists, "revocation list") + " (\(count(revoked, "certificate")) revoked)")
    }
    parts.append(count(services.count, "service") + (services.isEmpty ? "" : " (\(services.joined(separator: " ")))"))
    return parts.joined(separator: ", ")
  }
}

/// A policy compiled into memory: what `check` and `explain` use.
struct MemoryCompilation: ~Copyable {
  private let file: Descriptor
  let compilation: Compilation

  init(_ input: PolicyInput) throws {
    let file = try MemoryFile.make("peertls-policy")
    compilation = try Compilation.run(input, to: file.number, now: Clock.unixSeconds)
    self.file = file
  }

  /// The policy to judge by.
  borrowing func load() throws(CompiledPolicyError) -> CompiledPolicy {
    try CompiledPolicy(descriptor: file.number)
  }
}

extension PolicyError {
  /// The place and the warning, as compilers print it.
  var asWarning: String { "\(file):\(line):\(column): warning: \(message)" }
}
