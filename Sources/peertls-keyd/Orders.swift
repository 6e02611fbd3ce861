/// What peertlsd says when it starts this program, in its arguments.
struct Orders {
  /// The certificates' file, as errors name it.
  private(set) var certificateName = ""
  /// The key's, as errors name it.
  private(set) var keyName = ""
  /// Sessions may speak TLS 1.2.
  private(set) var allowsTLS12 = false
  /// How many lines there may be at once.
  private(set) var lines = 0
  /// The key that a token has, RFC 7512; nil where it is in a file.
  private(set) var token: String?

  /// nil for whatever peertlsd does not say.
  init?(_ arguments: [String]) {
    var words = arguments.dropFirst()
    while let word = words.popFirst() {
      switch (word, words.first) {
      case ("--tls12", _):
        allowsTLS12 = true
        continue
      case ("--certificate", let name?): certificateName = name
      case ("--key", let name?): keyName = name
      case ("--token", let uri?): token = uri
      case ("--lines", let count?): lines = Int(count) ?? 0
      default: return nil
      }
      words.removeFirst()
    }
    guard lines > 0, !certificateName.isEmpty, !keyName.isEmpty else { return nil }
  }
}
