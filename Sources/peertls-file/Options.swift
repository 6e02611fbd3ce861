import Glibc
import Journal
import Lexemes
import Processes

/// What the command line asks for.
struct Options: Equatable {
  static let version = "0.1"
  static let help = """
    peertls-file: FTP with one peer over standard input and output; its data connections are the session's

    Usage: peertls-file [--quota SIZE] [--keep-parts TIME]

      --quota SIZE        what a peer may keep here, unless the policy's rule says it; infinity: as much as there is
                          room for; default: 10G
      --keep-parts TIME   how long an interrupted upload can be resumed; default: 7d
      --help              this text
      --version           the version

    It is started by peertlsd for a peer that calls. See peertls-file(8), peertls-handler-contract(7).

    """
  /// What a quota may be, in bytes.
  static let quotas: ClosedRange<UInt64> = 0...128 << 40
  /// What a time may be, in seconds: up to a year.
  static let times: ClosedRange<UInt64> = 60...31_557_600
  private static let units: [String: UInt64] = ["": 1, "s": 1, "min": 60, "h": 3600, "d": 86_400, "w": 604_800]

  /// Bytes that a peer may keep, where no rule says it; nil for no end.
  var quota: UInt64? = 10 << 30
  /// Seconds that the part of an interrupted upload is kept.
  var partSeconds: UInt64 = 7 * 86_400

  /// Reads the command line; ends the process for --help, --version and what it does not know.
  init(commandLine: [String]) {
    var words = commandLine.dropFirst()
    while let word = words.popFirst() {
      switch word {
      case "--help", "-h": Options.say(Options.help)
      case "--version": Options.say("peertls-file \(Options.version)\n")
      case "--quota": quota = Options.quota(&words)
      case "--keep-parts": partSeconds = Options.time(&words)
      default: Options.refuse("unknown argument \(word); peertls-file --help tells what there is")
      }
    }
  }

  private static func quota(_ words: inout ArraySlice<String>) -> UInt64? {
    let word = words.popFirst() ?? ""
    if word == "infinity" { return nil }
    guard let bytes = Sizes.bytes(word.utf8), quotas.contains(bytes) else {
      refuse("--quota needs a size, such as 500M (K, M, G, T), of at most 128T, or infinity")
    }
    return bytes
  }

  private static func time(_ words: inout ArraySlice<String>) -> UInt64 {
    guard let seconds = words.popFirst().flatMap({ Times.seconds(Array($0.utf8), units: units) }),
      times.contains(seconds)
    else { refuse("--keep-parts needs a time, such as 36h or 7d (s, min, h, d, w), from 1min to 365d") }
    return seconds
  }

  private static func refuse(_ reason: String) -> Never {
    Log.note(reason, priority: .error, identifier: "peertls-file")
    _exit(EX_USAGE)
  }

  private static func say(_ text: String) -> Never {
    try? File.write(Array(text.utf8), to: 1, name: "standard output")
    _exit(0)
  }
}
