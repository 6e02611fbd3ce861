import ArgumentParser
import MailQueue
import Processes

/// Where mail is kept: what comes, and what is to go.
///
/// What comes is in the directory of the node's handler, where a person may use that. What is to go is there only where
/// that directory was asked for. Else it is the person's own: whoever can write into a queue sends in the name of the one
/// who runs it, so it is out of reach of the handler, which reads what strangers send, and of the others who use the node.
struct MailStateOption: ParsableArguments {
  @Option(
    name: .customLong("state"),
    help: ArgumentHelp(
      "The directory of the mail.",
      discussion: """
        Default: $STATE_DIRECTORY; else /var/lib/peertls/smtp where it can be written; else ~/.local/state/peertls/smtp. \
        Without --state and $STATE_DIRECTORY the queue is in the last of them in any case.
        """,
      valueName: "dir"))
  private var given: String?

  /// With what the command line would give.
  static func given(_ directory: String?) -> MailStateOption {
    var option = MailStateOption()
    option.given = directory
    return option
  }

  /// The directory, from `/`.
  var directory: String { StateDirectory.path(given: given, service: "smtp") }

  /// The directory in which the queue is, from `/`.
  private var outside: String { StateDirectory.named(given) ?? StateDirectory.own("smtp") }

  /// The queue's own directory, from `/`.
  var queueDirectory: String { outside + "/" + MailQueue.directoryName }

  /// What names the same places to this program when it is started again; the environment it has anyway.
  var arguments: [String] { given.map { ["--state", File.absolute($0)] } ?? [] }

  /// The queue; nil where there is none.
  func existingQueue() throws -> MailQueue? { File.exists(queueDirectory) ? try queue() : nil }

  /// The queue, which is made where there is none.
  func queue() throws -> MailQueue {
    let (outside, isNamed) = (outside, StateDirectory.named(given) != nil)
    do throws(SystemError) {
      // The person's own is made for the person alone before a spool would make it, which is open to the group.
      try StateDirectory.make(isNamed ? outside : queueDirectory)
      return try MailQueue(in: outside)
    } catch {
      throw Failure(.cannotCreate, "\(outside): \(error); --state names another directory")
    }
  }
}
