import ArgumentParser
import PolicyCompiler

/// Everything that a node does at its start, written nowhere.
struct PolicyCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Say whether a node starts with these files, and what in them was surely not meant.",
    discussion: """
      Compiles the policy and reads peertlsd.conf, the handlers, node.crt and node.key. Exits 0 when a node takes them, \
      with warnings or not; 1 when it does not, with one line about the first error.
      """)

  @OptionGroup var config: ConfigurationOption

  func run() throws {
    do {
      let input = try PolicyInput(directory: config.directory)
      let compiled = try MemoryCompilation(input)
      let node = try NodeCheck(config.directory, input.handlers)
      for warning in compiled.compilation.warnings { Terminal.complain(warning.asWarning) }
      for warning in node.warnings { Terminal.complain(warning) }
      Terminal.print(compiled.compilation.summary)
    } catch {
      throw Failure(.wrong, "\(error)")
    }
  }
}
