/// What a server can do beyond the beginnings, as its reply to FEAT says (RFC 2389 §3.2).
public struct Features: Equatable, Sendable {
  /// Upper-case names, and what stands behind them.
  private var all: [String: String] = [:]

  /// None is known.
  public init() {}

  /// Those of a reply; a line is a feature where it begins with a space. Any other reply has none.
  public init(_ reply: Reply) {
    guard reply.kind == .done else { return }
    for line in reply.lines.dropFirst().dropLast() where line.first == space {
      let words = line.split(separator: space, maxSplits: 1)
      guard let name = words.first else { continue }
      all[String(decoding: name, as: UTF8.self).uppercased()] =
        words.count > 1 ? String(decoding: words[1], as: UTF8.self) : ""
    }
  }

  /// Whether there is such a command or feature.
  public func has(_ name: String) -> Bool { all[name] != nil }

  /// Whether interrupted transfers can be gone on with (RFC 3659 §5).
  public var canRestart: Bool { all["REST"].map { $0.uppercased().hasPrefix("STREAM") } ?? false }

  /// Whether SHA-256 can be asked for by HASH, and whether it is what HASH gives before OPTS HASH says so.
  public var sha256: (isOffered: Bool, isSelected: Bool) {
    let algorithms = (all["HASH"] ?? "").uppercased().split(separator: ";")
    return (algorithms.contains { $0 == "SHA-256" || $0 == "SHA-256*" }, algorithms.contains("SHA-256*"))
  }
}
