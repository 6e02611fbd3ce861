/// What peertlsd says when it starts this program, in its arguments.
struct Orders {
  /// The certificates' file, as errors name it.
  private(set) var certificateName = ""
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
      case ("--token", let uri?): token = uri
      case ("--lines", let count?): lines = Int(count) ?? 0
      default: return nil
      }
      words.removeFirst()
    }
    guard lines > 0, !certificateName.isEmpty else { return nil }
  }

  /// The key, as errors name it.
  var keyName: String {
    "the node's key (\(token.map { "PrivateKey=\($0)" } ?? "node.key, or systemd's credential of that name"))"
  }
}
