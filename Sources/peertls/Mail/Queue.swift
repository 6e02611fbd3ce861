import ArgumentParser
import Journal
import Lexemes
import MailQueue
import Processes

/// Shows the mail that waits, sends it, or removes it.
struct Queue: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show the mail that waits to go, or failed; send what waits, or remove it.",
    discussion: """
      WHO is a contact or a contact's e-mail address; without it, all mail is meant. peertls-deliver.timer runs the queue \
      regularly. Who could not be reached is left alone for a minute, then for two, up to six hours; after five days a \
      message has failed. What has failed is not tried again: write it anew.

      Exit codes: 0 done; 64 usage; 66 there is no such message or contact; 67 nobody has that address; and of --run and --flush: 69 a node refuses you or a \
      message; 75 something could not go now; 77 whoever answers is not that person; 78 the configuration is wrong. Of several the \
      worst.
      """)

  @OptionGroup var config: ConfigurationOption
  @OptionGroup var state: MailStateOption

  @Argument(help: "Contacts, or their e-mail addresses.")
  var who: [String] = []

  @Flag(name: .customLong("run"), help: "Send what is due.")
  var isRun = false

  @Flag(help: "Send all that waits, also what is to be left alone for a while; not what has failed.")
  var flush = false

  @Option(help: ArgumentHelp("Remove a message, waiting or failed; may be given several times.", valueName: "id"))
  var remove: [String] = []

  @Flag(help: "One JSON object a line, with all that is known.")
  var json = false

  @Option(
    help: ArgumentHelp("When a message that waits has failed; the default is 5d.", valueName: "time"),
    transform: Duration.init(given:))
  var giveUpAfter: Duration = Duration(seconds: MailPatience.usualLifetime)

  @Option(
    help: ArgumentHelp("When the sender is told that a message still waits; the default is never.", valueName: "time"),
    transform: Duration.init(given:))
  var warnAfter: Duration?

  @Flag(name: .customLong("no-alpn"), help: "Ask for no protocol: for an ordinary mail server that knows no ALPN.")
  var noALPN = false

  /// A time as `90s`, `15min`, `2h`, `5d`.
  struct Duration {
    let seconds: Int64

    init(seconds: Int64) { self.seconds = seconds }

    /// Throws where it is none, or over a year.
    init(given text: String) throws {
      let units: [String: UInt64] = ["s": 1, "min": 60, "h": 3600, "d": 86_400]
      guard let seconds = Times.seconds(Array(text.utf8), units: units), seconds <= 365 * 86_400 else {
        throw ValidationError("expected a time such as 90s, 15min, 2h or 5d, at most 365d")
      }
      self.seconds = Int64(seconds)
    }
  }

  func validate() throws {
    if [isRun, flush, !remove.isEmpty, json].count(where: { $0 }) > 1 {
      throw ValidationError("--run, --flush, --remove and --json exclude each other; give one")
    }
    if !remove.isEmpty && !who.isEmpty { throw ValidationError("--remove takes a message, not a contact") }
  }

  mutating func run() throws {
    if !remove.isEmpty { return try removeMessages() }
    let patience = MailPatience(lifetime: giveUpAfter.seconds, warning: warnAfter?.seconds)
    let run = MailRun(directory: config.directory, state: state, patience: patience, asksForProtocol: !noALPN)
    let contacts = try MailNames(directory: config.directory, state: state).contacts(who)
    guard isRun || flush else { return try list(contacts) }
    let code = try run.run(MailRun.Whom(contacts: contacts, isAll: flush))
    if code != 0 { throw ExitCode(code) }
  }

  private func removeMessages() throws {
    guard let queue = try state.existingQueue() else { throw nothing(remove[0]) }
    for id in remove {
      guard let (box, name) = try MailRow.place(of: id, in: queue) else { throw nothing(id) }
      guard let mail = try queue.take(name, in: box) else {
        throw Failure(.temporary, "\(id.sanitised) is being sent at this moment")
      }
      try mail.remove(queue)
    }
  }

  private func nothing(_ id: String) -> Failure {
    Failure(.noInput, "there is no message \(id.sanitised) in the queue")
  }

  private func list(_ contacts: [String]) throws {
    guard let queue = try state.existingQueue() else { return }
    let rows = try MailRow.all(in: queue, of: contacts)
    for line in json ? rows.map(\.json) : MailRow.table(rows) { Terminal.print(line) }
  }
}
