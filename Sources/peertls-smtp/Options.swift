import Glibc
import Journal
import Lexemes
import Processes
import SMTP

/// What the command line asks for.
struct Options {
  static let version = "0.1"
  static let help = """
    peertls-smtp: takes mail from one peer over standard input and output

    Usage: peertls-smtp [--address ADDRESS]... [--name NAME] [--max-size SIZE]
                        [--maildir DIR | --lmtp PATH | --deliver PROGRAM]

      --address ADDRESS   also take mail for this address
      --name NAME         what to call this node: a domain name; default: its IPv6 address
      --max-size SIZE     the longest message; default: 50M
      --maildir DIR       where to keep messages, below the state directory; default: Maildir
      --lmtp PATH         hand messages to the LMTP server at this Unix socket
      --deliver PROGRAM   hand messages to this program, an absolute path; its exit code says what became of them
      --help              this text
      --version           the version

    It is started by peertlsd for a peer that calls. See peertls-smtp(8), peertls-handler-contract(7).

    """
  /// What the longest message may be, in bytes: RFC 5321 §4.5.3.1.7 wants 64 KiB.
  static let sizes = 65_536...SMTPLimits.skipped

  /// Where messages go.
  enum Destination {
    /// The names that lead to a Maildir.
    case maildir([String])
    /// The path of a socket.
    case lmtp(String)
    /// The path of a program.
    case program(String)
  }

  /// Addresses beside the certificate's.
  var addresses: [Mailbox] = []
  /// What to call the node; nil: its address.
  var name: String?
  /// The longest message, in bytes.
  var maximumSize = 50 << 20
  var destination = Destination.maildir(["Maildir"])

  /// Reads the command line; ends the process for --help, --version and what it does not know.
  init(commandLine: [String]) {
    var words = commandLine.dropFirst()
    var destinations = 0
    while let word = words.popFirst() {
      func value() -> String { words.popFirst() ?? "" }
      switch word {
      case "--help", "-h": Options.say(Options.help)
      case "--version": Options.say("peertls-smtp \(Options.version)\n")
      case "--address":
        guard let address = try? Mailbox(value()) else { Options.refuse("--address needs an e-mail address") }
        addresses.append(address)
      case "--name":
        let text = value()
        guard DomainName.isName(text.utf8) else { Options.refuse("--name needs a domain name") }
        name = text
      case "--max-size":
        guard let size = Sizes.bytes(value().utf8).flatMap(Int.init(exactly:)), Options.sizes.contains(size) else {
          Options.refuse("--max-size needs a size, such as 100M (K, M, G), from 64K to 1G")
        }
        maximumSize = size
      case "--maildir", "--lmtp", "--deliver":
        destination = Options.destination(word, value())
        destinations += 1
      default: Options.refuse("unknown argument \(word); peertls-smtp --help tells what there is")
      }
    }
    if destinations > 1 { Options.refuse("one of --maildir, --lmtp and --deliver, and once") }
  }

  private static func destination(_ option: String, _ value: String) -> Destination {
    if option == "--maildir" {
      let names = value.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
      guard names.allSatisfy({ Directory.isName($0) && !$0.hasPrefix(".") }) else {
        refuse("--maildir needs a path below the state directory, of names without a dot in front")
      }
      return .maildir(names)
    }
    guard value.hasPrefix("/") else { refuse("\(option) needs an absolute path") }
    guard option == "--lmtp" else { return .program(value) }
    guard value.utf8.count <= LocalSocket.maximumPathBytes else {
      refuse("--lmtp needs a path of at most \(LocalSocket.maximumPathBytes) bytes")
    }
    return .lmtp(value)
  }

  private static func refuse(_ reason: String) -> Never {
    Log.note(reason, priority: .error, identifier: "peertls-smtp")
    _exit(EX_USAGE)
  }

  private static func say(_ text: String) -> Never {
    try? File.write(Array(text.utf8), to: 1, name: "standard output")
    _exit(0)
  }
}
