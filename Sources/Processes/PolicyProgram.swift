import Glibc

extension Installation {
  /// `peertls policy compile` as a node has it run: on a configuration directory, into descriptors, as the account of its
  /// sessions. What it says of its failure goes to `told`, else the policy's hash; what it says besides to standard error.
  public func compilation(
    of configuration: String, into policy: borrowing Descriptor, credentials: borrowing Descriptor,
    told: borrowing Descriptor, null: borrowing Descriptor, as account: Account?
  ) -> Program {
    var program = Program(
      path: compiler,
      arguments: [
        "peertls", "policy", "compile", "--config", configuration, "--policy-descriptor", "3",
        "--credentials-descriptor", "4",
      ])
    program.descriptors = [null.number, told.number, 2, policy.number, credentials.number]
    program.account = account
    program.limits = [
      ResourceLimit(.addressSpace, 2 << 30), ResourceLimit(.cpuSeconds, 60), ResourceLimit(.openFiles, 32),
      ResourceLimit(.core, 0),
    ]
    return program
  }
}
