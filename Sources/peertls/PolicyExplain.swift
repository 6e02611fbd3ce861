import ArgumentParser

struct PolicyExplain: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "explain")
}
