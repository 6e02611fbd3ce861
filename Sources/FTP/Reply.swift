/// What the server says to a command (RFC 959 §4.2). A parser throws one at what it refuses.
public struct Reply: Error, Equatable, Sendable {
  /// Three digits.
  public let code: Int
  /// The text; of several lines, the first.
  public let text: String
  /// The lines between the first and the last.
  public let listing: [String]
  /// The last line's text; nil where there is only one line.
  public let end: String?

  /// A reply of one line.
  public init(_ code: Int, _ text: String) { (self.code, self.text, listing, end) = (code, text, [], nil) }

  /// A reply of several lines, each line of `listing` on one of its own.
  public init(_ code: Int, _ text: String, listing: [String], end: String = "End.") {
    (self.code, self.text, self.listing, self.end) = (code, text, listing, end)
  }

  /// Whether something was refused or went wrong: 4xx or 5xx.
  public var isNegative: Bool { code >= 400 }

  /// As it goes over the wire. Lines in between begin with a space, so that none can look like the last; control
  /// characters, which could end a line, are written as `?`.
  public func encode() -> [UInt8] {
    var bytes: [UInt8] = []
    let number = String(min(max(code, 100), 999))
    guard let end else { return Reply.line(number + " " + text) }
    bytes += Reply.line(number + "-" + text)
    for line in listing { bytes += Reply.line(" " + line) }
    return bytes + Reply.line(number + " " + end)
  }

  private static func line(_ text: String) -> [UInt8] {
    var line = ""
    for scalar in text.unicodeScalars { line.unicodeScalars.append(isControl(scalar) ? "?" : scalar) }
    return Array(line.utf8) + [carriageReturn, lineFeed]
  }
}

extension Reply {
  /// The reply of PWD and MKD: the path in quotes, a quote in it doubled (RFC 959 appendix II).
  public static func path(_ path: VirtualPath, _ text: String) -> Reply {
    var quoted = ""
    for scalar in path.text.unicodeScalars { quoted += scalar == "\"" ? "\"\"" : String(scalar) }
    return Reply(257, "\"\(quoted)\" \(text)")
  }

  /// The reply of EPSV (RFC 2428 §3). It names no address, so none can be a stranger's.
  public static func extendedPassive(port: UInt16) -> Reply {
    Reply(229, "Entering Extended Passive Mode (|||\(port)|)")
  }

  /// The reply of MDTM (RFC 3659 §3.1).
  public static func modified(_ seconds: Int64) -> Reply { Reply(213, TimeValue.text(seconds)) }

  /// The reply of MFMT (draft-somers-ftp-mfxx-04 §3.1).
  public static func modified(_ seconds: Int64, of path: VirtualPath) -> Reply {
    Reply(213, "Modify=\(TimeValue.text(seconds)); \(path.text)")
  }

  /// The reply of SIZE (RFC 3659 §4.1).
  public static func size(_ bytes: UInt64) -> Reply { Reply(213, String(bytes)) }

  /// The reply of HASH (draft-bryan-ftpext-hash-02 §3.1): the hash in hexadecimal of the whole file, whose end is its size
  /// as proftpd's mod_digest has it.
  public static func hash(_ hash: String, bytes: UInt64, of path: VirtualPath) -> Reply {
    Reply(213, "\(Command.hashAlgorithm) 0-\(bytes) \(hash) \(path.text)")
  }

  /// The reply of MLST (RFC 3659 §7.2).
  public static func facts(_ entry: ListedEntry, _ facts: [Fact], of path: VirtualPath) -> Reply {
    Reply(250, "Listing \(path.text)", listing: [entry.facts(facts) + " " + path.text])
  }

  /// The reply of FEAT (RFC 2389 §3.2), with the facts that MLST and MLSD give as long as they are `chosen`.
  public static func features(chosen: [Fact]) -> Reply {
    let facts = Fact.allCases.map { $0.rawValue + (chosen.contains($0) ? "*" : "") + ";" }.joined()
    let features = [
      "CLNT", "EPSV", "HASH \(Command.hashAlgorithm)*", "HOST", "LANG EN*", "MDTM", "MFMT", "MLST \(facts)",
      "PBSZ", "PROT", "REST STREAM", "SIZE", "TVFS", "UTF8",
    ]
    return Reply(211, "Features:", listing: features, end: "End")
  }
}

/// C0, DEL and C1 controls, and what Unicode has for the ends of lines and paragraphs.
func isControl(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0..<0x20, 0x7f..<0xa0, 0x2028...0x2029: true
  default: false
  }
}
