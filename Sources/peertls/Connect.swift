import ArgumentParser

struct Connect: ParsableCommand {
}
