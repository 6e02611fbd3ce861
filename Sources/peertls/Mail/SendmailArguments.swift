/// A command line as programs have called sendmail(8) for forty years. What says how mail is to be relayed is read and passed
/// over: there is nobody to relay it.
struct SendmailArguments: Equatable {
  /// What is to be done.
  enum Mode: Equatable {
    /// Take a message from standard input.
    case deliver
    /// List the queue.
    case list
    /// Run the queue.
    case flush
    /// Nothing: there are no aliases to be made ready.
    case nothing
    /// Say what it is called with.
    case help
  }

  /// Why it cannot be followed.
  struct Problem: Error, Equatable { let text: String }

  var mode = Mode.deliver
  /// `-t`: the recipients are those of the header, and those of the command line.
  var readsRecipients = false
  /// `-i`, `-oi`: a line that is a dot ends nothing.
  var ignoresDots = false
  /// `-f`, `-r`: whom the envelope is from; empty for the null sender.
  var sender: String?
  /// `-F`: the sender's name.
  var name: String?
  /// `-N never`: nobody is told of a failure.
  var reportsFailure = true
  /// `-odq`: it is queued, and not sent now.
  var isOnlyQueued = false
  /// `-C`: the configuration directory.
  var directory: String?
  var recipients: [String] = []

  /// Options with an argument, in the same word or the next.
  private static let withValue = "ABCFLNORVXbfhopr"
  /// Options without one.
  private static let alone = "GUimntv"

  init() {}

  /// Reads the words behind the program's name.
  init(_ words: [String]) throws(Problem) {
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" {
        recipients += rest
        break
      }
      if word == "--help" {
        mode = .help
        continue
      }
      guard word.hasPrefix("-"), word.count > 1 else {
        recipients.append(word)
        continue
      }
      var letters = word.dropFirst()
      while let letter = letters.popFirst() {
        // These have an argument only in the same word.
        if letter == "q" || letter == "e" || letter == "d" || letter == "I" {
          if letter == "q" { mode = .flush }
          if letter == "I" { mode = .nothing }
          break
        }
        if SendmailArguments.withValue.contains(letter) {
          guard let value = letters.isEmpty ? rest.popFirst() : String(letters) else {
            throw Problem(text: "option -\(letter) needs an argument")
          }
          try take(letter, value)
          break
        }
        guard SendmailArguments.alone.contains(letter) else { throw Problem(text: "there is no option -\(letter)") }
        if letter == "t" { readsRecipients = true }
        if letter == "i" { ignoresDots = true }
      }
    }
  }

  private mutating func take(_ letter: Character, _ value: String) throws(Problem) {
    switch letter {
    case "f", "r": sender = value.hasPrefix("<") && value.hasSuffix(">") ? String(value.dropFirst().dropLast()) : value
    case "F": name = value
    case "C": directory = value
    case "N": reportsFailure = value.lowercased() != "never"
    case "o":
      if value == "i" || value == "i1" || value.lowercased() == "itrue" { ignoresDots = true }
      if value == "dq" || value == "dd" { isOnlyQueued = true }
    case "b": try take(mode: value)
    default: break
    }
  }

  private mutating func take(mode: String) throws(Problem) {
    switch mode {
    case "m": self.mode = .deliver
    case "p": self.mode = .list
    case "i": self.mode = .nothing
    default:
      throw Problem(
        text: "-b\(mode) is not served: it takes a message from standard input (-bm), or lists the queue (-bp)")
    }
  }
}
