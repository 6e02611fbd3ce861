import ArgumentParser

/// This machine's node.
struct NodeCommand: CommandGroup {
  static let configuration = CommandConfiguration(
    commandName: "node", abstract: "Make a node's configuration directory.", subcommands: [NodeInit.self])
}
