import ArgumentParser

struct NodeCommand: ParsableCommand {
}
