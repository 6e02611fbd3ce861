import Glibc
import PolicyCompiler
import Processes

/// Compiles a policy as root's node does: as the account of its sessions, who must be able to read all that it names.
enum NodesCompilation {
  /// Throws what the node would be told.
  static func attempt(_ directory: String, as account: Account) throws {
    let signals = try Signals([SIGCHLD])
    let policy = try MemoryFile.make("policy")
    let credentials = try MemoryFile.make("credentials")
    let told = try MemoryFile.make("told")
    let null = try File.open("/dev/null", O_RDWR)
    let program = Installation().compilation(
      of: File.absolute(directory), into: policy, credentials: credentials, told: told, log: null.number, null: null,
      as: account)
    let process = try program.spawn()
    var exit: Exit?
    while exit == nil {
      var list = WaitingList()
      list.add(signals.descriptor.number, .read)
      list.wait(milliseconds: -1)
      while signals.next() != nil {}
      while let ended = Children.nextExit() { if ended.pid == process { exit = ended } }
    }
    guard let exit, exit.code != 0 else { return }
    throw CompileError(Installation().complaint(of: exit, told: told))
  }
}
