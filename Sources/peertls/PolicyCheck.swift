import ArgumentParser
import PolicyCompiler

/// Everything that compile does, written nowhere.
struct PolicyCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Say whether the policy compiles, and what in it was surely not meant.",
    discussion:
      "Exits 0 when it compiles, with warnings or not; 1 when it does not, with one line about the first error.")

  @OptionGroup var config: ConfigurationOption

  func run() throws {
    do {
      let compiled = try MemoryCompilation(try PolicyInput(directory: config.directory))
      for warning in compiled.compilation.warnings { Terminal.complain(warning.asWarning) }
      Terminal.print(compiled.compilation.summary)
    } catch let error as CompileError {
      throw Failure(.wrong, error.description)
    }
  }
}
