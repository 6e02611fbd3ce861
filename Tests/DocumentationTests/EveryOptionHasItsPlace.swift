import Foundation
import TestSupport
import Testing

/// A command as `--experimental-dump-help` tells it.
private struct Command: Decodable {
  struct Argument: Decodable {
    struct Name: Decodable {
      let kind: String
      let name: String
    }
    let kind: String
    let names: [Name]?
    let shouldDisplay: Bool
  }
  let commandName: String
  let arguments: [Argument]?
  let subcommands: [Command]?
}

private struct Tool: Decodable { let command: Command }

private func collect(_ command: Command, _ path: String, into options: inout [(command: String, option: String)]) {
  for argument in command.arguments ?? [] where argument.shouldDisplay {
    for name in argument.names ?? [] {
      options.append((path, (name.kind == "long" ? "Fl Fl " : "Fl ") + name.name.replacing("-", with: "-")))
    }
  }
  for subcommand in command.subcommands ?? [] where subcommand.commandName != "help" {
    collect(subcommand, path + " " + subcommand.commandName, into: &options)
  }
}

@Test func everyOptionOfPeertlsIsInItsPage() throws {
  let help = try ChildProcess.run([Programs.path("peertls"), "--experimental-dump-help"])
  let tool = try JSONDecoder().decode(Tool.self, from: Data(help.utf8))
  var options: [(command: String, option: String)] = []
  collect(tool.command, "peertls", into: &options)
  #expect(options.contains { $0 == ("peertls node init", "Fl Fl email") })
  let page = try ManualPage("peertls.1")
  for (command, option) in options where option != "Fl h" {
    #expect(page.source.contains(try Regex("\(option)( |\n)")), "\(command): \(option)")
  }
}

@Test func everyCommandOfPeertlsIsInItsPage() throws {
  let help = try ChildProcess.run([Programs.path("peertls"), "--experimental-dump-help"])
  let tool = try JSONDecoder().decode(Tool.self, from: Data(help.utf8))
  let page = try ManualPage("peertls.1")
  func check(_ command: Command, _ path: String) {
    let parts = (command.subcommands ?? []).filter { $0.commandName != "help" }
    if parts.isEmpty { #expect(page.source.contains("\n.Ss \(path)\n"), "\(path)") }
    for part in parts { check(part, path.isEmpty ? part.commandName : path + " " + part.commandName) }
  }
  check(tool.command, "")
}

@Test(arguments: [
  ("peertlsd", "config"), ("peertls-chat", "keep-alive"), ("peertls-file", "quota"), ("peertls-smtp", "lmtp"),
])
func everyOptionOfAProgramIsInItsPage(_ program: String, _ one: String) throws {
  let help = try ChildProcess.run([Programs.path(program), "--help"])
  let options = help.matches(of: /\n +--([a-z-]+)/).map { String($0.output.1) }
  #expect(options.contains(one))
  let page = try ManualPage("\(program).8")
  for option in options { #expect(page.source.contains(try Regex("Fl Fl (help \\| )?\(option)[ \n]")), "--\(option)") }
}
