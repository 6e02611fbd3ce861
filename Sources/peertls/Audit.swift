import ArgumentParser

struct Audit: ParsableCommand {
}
