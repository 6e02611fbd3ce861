import Glibc
import Journal
import Processes

/// What the command line asks for.
struct Options: Equatable {
  static let version = "0.1"
  static let help = """
    peertls-chat: SIP/SIMPLE with one peer over standard input and output; the conversation is a directory

    Usage: peertls-chat [--no-receipts] [--no-typing] [--keep-alive SECONDS] [--answer-timeout SECONDS] [--until-sent]

      --no-receipts              do not tell the peer that its messages have arrived
      --no-typing                neither tell nor take who is writing
      --keep-alive SECONDS       ping the peer so often; default: only answer its pings
      --answer-timeout SECONDS   how long the peer may take to answer; default: 32
      --until-sent               end once nothing is left to be sent and all is quiet
      --help                     this text
      --version                  the version

    It is started by peertlsd for a peer that calls, and by peertls deliver for one that is called.
    See peertls-chat(8), peertls-handler-contract(7).

    """
  /// What a number of seconds may be: up to a day.
  static let seconds: ClosedRange<UInt64> = 1...86_400

  /// Delivery notifications are sent to who asks for them.
  var sendsReceipts = true
  /// Who is writing is told, and heard.
  var knowsTyping = true
  /// Seconds between our pings; nil for none.
  var keepAlive: UInt64?
  /// Seconds that the peer may take for an answer: Timer F (RFC 3261 §17.1.2.2).
  var answerTimeout: UInt64 = 32
  /// Ends by itself when there is nothing left to do.
  var endsWhenSent = false

  /// Reads the command line; ends the process for --help, --version and what it does not know.
  init(commandLine: [String]) {
    var words = commandLine.dropFirst()
    while let word = words.popFirst() {
      switch word {
      case "--help", "-h": Options.say(Options.help)
      case "--version": Options.say("peertls-chat \(Options.version)\n")
      case "--no-receipts": sendsReceipts = false
      case "--no-typing": knowsTyping = false
      case "--until-sent": endsWhenSent = true
      case "--keep-alive": keepAlive = Options.seconds(after: word, &words)
      case "--answer-timeout": answerTimeout = Options.seconds(after: word, &words)
      default: Options.refuse("unknown argument \(word); peertls-chat --help tells what there is")
      }
    }
  }

  private static func seconds(after option: String, _ words: inout ArraySlice<String>) -> UInt64 {
    guard let seconds = words.popFirst().flatMap(UInt64.init), Options.seconds.contains(seconds) else {
      refuse("\(option) needs seconds, \(Options.seconds.lowerBound) to \(Options.seconds.upperBound)")
    }
    return seconds
  }

  private static func refuse(_ reason: String) -> Never {
    Log.note(reason, priority: .error, identifier: "peertls-chat")
    _exit(EX_USAGE)
  }

  private static func say(_ text: String) -> Never {
    try? File.write(Array(text.utf8), to: 1, name: "standard output")
    _exit(0)
  }
}
