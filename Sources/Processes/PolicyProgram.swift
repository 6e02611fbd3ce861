import Glibc

extension Installation {
  /// `peertls policy compile` as a node has it run: on a configuration directory, into descriptors, as the account of its
  /// sessions. What it says of its failure goes to `told`, else the policy's hash; what it says besides to `log`.
  public func compilation(
    of configuration: String, into policy: borrowing Descriptor, credentials: borrowing Descriptor,
    told: borrowing Descriptor, log: Int32 = 2, null: borrowing Descriptor, as account: Account?
  ) -> Program {
    var program = Program(
      path: compiler,
      arguments: [
        "peertls", "policy", "compile", "--config", configuration, "--policy-descriptor", "3",
        "--credentials-descriptor", "4",
      ])
    program.descriptors = [null.number, told.number, log, policy.number, credentials.number]
    program.account = account
    program.limits = [
      ResourceLimit(.addressSpace, 2 << 30), ResourceLimit(.cpuSeconds, 60), ResourceLimit(.openFiles, 32),
      ResourceLimit(.core, 0),
    ]
    return program
  }

  /// Why a compilation has failed that ended so: what it has told, in one line.
  public func complaint(of exit: Exit, told: borrowing Descriptor) -> String {
    let told = (try? File.contents(of: told, limit: 4096, name: "the compiler's complaint")) ?? []
    let line = told.prefix { $0 != 0x0a }
    return line.isEmpty
      ? "peertls policy compile ended with \(Exit.text(status: exit.status)); the log may have its own message before this"
      : String(decoding: line, as: UTF8.self)
  }
}
