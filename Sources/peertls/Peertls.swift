import ArgumentParser
import Glibc
import Processes
import TLS

/// The person's command: makes a node's files, compiles and explains its policy, calls and writes to others, reads the
/// trail.
@main struct Peertls: CommandGroup {
  static let configuration = CommandConfiguration(
    commandName: "peertls",
    abstract: """
      Make a node, say who may call it; call others, write to them, send them files and mail; see who called and who is \
      here.
      """,
    discussion: """
      Exit codes are those of sysexits.h where a command does not say otherwise: 64 usage, 65 broken input, 66 no such \
      input, 69 not reachable, 73 cannot be made, 74 input or output failed, 75 try again later, 76 TLS failed, 77 refused, 78 configuration.

      See peertls(1), peertls.policy(5), peertls.handler(5).
      """,
    version: "peertls 0.1",
    subcommands: [
      NodeCommand.self, PolicyCommand.self, Connect.self, Chat.self, SendMessage.self, ListConversations.self,
      Deliver.self, SendFiles.self, GetFiles.self, ListFiles.self, ComposeMail.self, Queue.self, Read.self, Audit.self,
      NodeStatusCommand.self, EndSession.self,
    ])

  static func main() {
    Lockdown.ignoreBrokenPipes()
    do {
      let missing = try StandardStream.openMissing()
      if let place = Arguments.firstNoText { throw Failure(.usage, "argument \(place) is not UTF-8") }
      try Library.start()
      if let name = CommandLine.arguments.first, Sendmail.isMeant(by: name) {
        return try Sendmail.run(
          Array(CommandLine.arguments.dropFirst()), hasInput: !missing.contains(STDIN_FILENO))
      }
      var command = try parseAsRoot()
      try command.run()
    } catch let failure as Failure {
      Terminal.complain(failure.description)
      Glibc.exit(failure.code.rawValue)
    } catch let error as SystemError {
      Terminal.complain(error.description)
      Glibc.exit(Failure.Code.inputOutput.rawValue)
    } catch {
      UsageError.end(error)
    }
  }
}

/// Why a command ends, and with which exit code.
struct Failure: Error, CustomStringConvertible {
  /// Exit codes, sysexits.h; 1 is compile's and check's own.
  enum Code: Int32 {
    case wrong = 1
    case usage = 64
    case data = 65
    case noInput = 66
    case noUser = 67
    case unavailable = 69
    case cannotCreate = 73
    case inputOutput = 74
    case temporary = 75
    case protocolFailed = 76
    case refused = 77
    case configuration = 78
  }

  let code: Code
  let description: String

  init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}
