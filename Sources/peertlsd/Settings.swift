import Glibc
import Journal
import Processes
import Systemd

/// Where everything is, from the command line, systemd's variables and this program's own place.
struct Settings {
  static let version = "0.1"
  static let help = """
    peertlsd: accepts IPv6 connections and has a session of its own serve each

    Usage: peertlsd [--config DIR] [--keeper]

      --config DIR   the node's files; else $CONFIGURATION_DIRECTORY, else /etc/peertls
      --keeper       a process of its own is restarted, and sessions go on meanwhile
      --help         this text
      --version      the version

    Sockets come from systemd; to try it: systemd-socket-activate -l '[::1]:4605' --fdname=echo peertlsd
    Signals: HUP reloads, TERM and INT let sessions finish, a second one ends them at once.
    See peertlsd(8), peertlsd.conf(5), peertls.policy(5), peertls.handler(5).

    """

  /// The node's files.
  var configuration = Settings.directory("CONFIGURATION_DIRECTORY", else: "/etc/peertls")
  /// What handlers keep, each in its own directory below.
  let state = Settings.directory("STATE_DIRECTORY", else: "/var/lib/peertls")
  /// The compiled policy's place.
  let runtime = Settings.directory("RUNTIME_DIRECTORY", else: "/run/peertls")
  /// Whether systemd is to watch a keeper.
  private(set) var hasKeeper = false
  /// The other programs.
  let installation = Installation()

  /// Reads the command line; ends the process for --help, --version and what it does not know.
  init(commandLine: [String]) {
    var words = commandLine.dropFirst()
    while let word = words.popFirst() {
      switch word {
      case "--help", "-h": Settings.say(Settings.help)
      case "--version": Settings.say("peertlsd \(Settings.version)\n")
      case "--keeper": hasKeeper = true
      case "--config":
        guard let directory = words.popFirst(), !directory.isEmpty else {
          Settings.fail("--config needs a directory", code: EX_USAGE)
        }
        configuration = File.absolute(directory)
      default: Settings.fail("unknown argument \(word); peertlsd --help tells what there is", code: EX_USAGE)
      }
    }
  }

  /// The node's key: systemd's credential where there is one.
  var key: String { credential ?? configuration + "/node.key" }

  /// Whether the key is a file of the configuration directory.
  var keyIsOurs: Bool { credential == nil }

  private var credential: String? {
    Environment.value("CREDENTIALS_DIRECTORY").map { $0 + "/node.key" }.flatMap { File.exists($0) ? $0 : nil }
  }

  /// The sockets that systemd passed; ends the process where there are none.
  static func listeners() throws -> [Listener] {
    let listeners: [Listener]
    do { listeners = try Activation.listeners() } catch { fail("\(error)", code: EX_CONFIG) }
    guard !listeners.isEmpty else {
      fail(
        "no sockets: start peertls.socket, or try systemd-socket-activate -l '[::1]:4605' --fdname=echo peertlsd",
        code: EX_CONFIG)
    }
    return listeners
  }

  /// Ends the process with a reason.
  static func fail(_ reason: String, code: Int32) -> Never {
    note(reason, priority: .error)
    exit(code)
  }

  /// A line to the log that is no event. Like an event it is dropped where the log stalls.
  static func note(_ text: String, priority: Priority) { Log.note(text, priority: priority, identifier: "peertlsd") }

  private static func say(_ text: String) -> Never {
    try? File.write(Array(text.utf8), to: 1, name: "standard output")
    exit(0)
  }

  /// The first of the directories in a variable (systemd.exec(5)).
  private static func directory(_ variable: String, else standard: String) -> String {
    Environment.value(variable)?.split(separator: ":").first.map(String.init) ?? standard
  }
}
