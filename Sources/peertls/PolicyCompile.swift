import ArgumentParser
import Glibc
import PolicyCompiler
import Processes

/// Makes the file that a session reads.
struct PolicyCompile: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compile",
    abstract: "Turn policy, anchors, revocation lists and lists into one file for the sessions.",
    discussion: """
      peertlsd does this itself at start and on reload, names descriptors, and is told the hash. A policy that does not compile never \
      replaces the one in force. Exits 0, or 1 with one line: file:line:column: what was found, what is expected.
      """)

  @OptionGroup var config: ConfigurationOption

  @Option(
    help: ArgumentHelp(
      "Where to; default policy.cdb in $RUNTIME_DIRECTORY, else in the configuration directory.", valueName: "file"))
  var output: String?

  @Option(help: ArgumentHelp("Write the policy to this open, empty file instead.", valueName: "n"))
  var policyDescriptor: Int32?

  @Option(help: ArgumentHelp("Write node.crt, as sessions read it, to this open file.", valueName: "n"))
  var credentialsDescriptor: Int32?

  func validate() throws {
    if output != nil && policyDescriptor != nil {
      throw ValidationError("--output and --policy-descriptor are two ways to say the same; give one")
    }
  }

  func run() throws {
    do {
      let input = try PolicyInput(directory: config.directory)
      let compilation = try write(input)
      try writeCredentials()
      for warning in compilation.warnings { tell(warning.asWarning, priority: 4) }
      Terminal.print(policyDescriptor == nil ? compilation.summary : compilation.hash.description)
    } catch let error as Failure {
      throw error
    } catch {
      // The acceptor has a record of it.
      if policyDescriptor == nil { tell("\(error)", priority: 3) } else { Terminal.print("\(error)") }
      throw ExitCode(Failure.Code.wrong.rawValue)
    }
  }

  private func write(_ input: PolicyInput) throws -> Compilation {
    let now = Clock.unixSeconds
    if let policyDescriptor { return try Compilation.run(input, to: policyDescriptor, now: now) }
    let directory = Environment.value("RUNTIME_DIRECTORY")?.split(separator: ":").first.map(String.init)
    return try NewFile.write(to: output ?? (directory ?? config.directory) + "/policy.cdb") { file in
      try Compilation.run(input, to: file.number, now: now)
    }
  }

  private func writeCredentials() throws {
    guard let credentialsDescriptor else { return }
    let certificates = try NodeCredentials.certificates(directory: config.directory)
    // A person may have a look at the key; a node's is for peertls-keyd alone.
    let key = config.directory + "/node.key"
    if policyDescriptor == nil && File.isReadable(key) { _ = try NodeCredentials.read(directory: config.directory) }
    try File.write(certificates, to: credentialsDescriptor, name: "the credentials")
  }

  /// A line to standard error; to the acceptor's log with its priority, sd-daemon(3).
  private func tell(_ line: String, priority: Int) {
    let prefix = policyDescriptor == nil ? "" : "<\(priority)>"
    try? File.write(Array("\(prefix)peertls: \(line)\n".utf8), to: 2, name: "standard error")
  }
}

/// A file that is there whole or not at all.
enum NewFile {
  /// Lets `body` write beside `path`, then puts the result in its place, durably.
  static func write<Result>(to path: String, mode: mode_t = 0o600, _ body: (borrowing Descriptor) throws -> Result)
    throws
    -> Result
  {
    let name = "\(path).new.\(getpid())"
    do {
      let file = try File.open(name, O_RDWR | O_CREAT | O_EXCL, mode: mode)
      let result = try body(file)
      try File.synchronise(file, name: name)
      try File.renameDurably(name, to: path)
      return result
    } catch let error as SystemError {
      try? File.remove(name)
      throw SystemError("write \(path)", code: error.code)
    } catch {
      try? File.remove(name)
      throw error
    }
  }
}
