import ArgumentParser
import MailQueue
import Processes

/// Where mail is kept: what comes, and what is to go.
struct MailStateOption: ParsableArguments {
  @Option(
    name: .customLong("state"),
    help: ArgumentHelp(
      "The directory of the mail.",
      discussion: """
        Default: $STATE_DIRECTORY; else /var/lib/peertls/smtp where it can be written; else ~/.local/state/peertls/smtp.
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

  /// The queue; nil where there is none.
  func existingQueue() throws -> MailQueue? {
    File.exists(directory + "/" + MailQueue.directoryName) ? try queue() : nil
  }

  /// The queue, which is made where there is none.
  func queue() throws -> MailQueue {
    do throws(SystemError) {
      try StateDirectory.make(directory)
      return try MailQueue(in: directory)
    } catch {
      throw Failure(.cannotCreate, "\(directory): \(error); --state names another directory")
    }
  }
}
