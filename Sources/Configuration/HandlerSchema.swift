extension HandlerFile {
  /// What can be an ALPN name, for messages.
  public static let formOfALPN = "1 to \(maximumALPNBytes) bytes of printable ASCII"

  /// Whether the text can be an ALPN name here.
  public static func canBeALPN(_ text: String) -> Bool {
    (1...maximumALPNBytes).contains(text.utf8.count) && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
  }

  /// What may stand under `[Handler]`.
  static var schema: Schema<Handler> {
    let time = 1...TimeSpan.maximum
    return Schema(
      section: "Handler",
      settings: [
        Setting("Description", \.description) { (value) throws(ConfigurationError) in value.string },
        Setting(list: "ExecStart", \.command) { (value, before) throws(ConfigurationError) in
          guard before.isEmpty else {
            throw value.error("ExecStart= is given twice; a handler runs one command (an empty ExecStart= resets)")
          }
          return try value.command()
        },
        Setting(list: "ALPN", \.claims) { (value, before) throws(ConfigurationError) in
          try value.alpn(before)
        },
        Setting("User", \.user) { (value) throws(ConfigurationError) in try value.account() },
        Setting("Group", \.group) { (value) throws(ConfigurationError) in try value.account() },
        Setting("StateDirectory", \.stateDirectory) { (value) throws(ConfigurationError) in
          try value.relativeDirectory()
        },
        Setting("MaxSessions", \.maxSessions) { (value) throws(ConfigurationError) in
          UInt32(try value.count(1...65536))
        },
        Setting("IdleTimeout", \.idleTimeoutSeconds) { (value) throws(ConfigurationError) in
          try value.timeSpan(time, orInfinity: true)
        },
        Setting("RuntimeMaxSec", \.durationSeconds) { (value) throws(ConfigurationError) in
          try value.timeSpan(time, orInfinity: true)
        },
        Setting("Control", \.control) { (value) throws(ConfigurationError) in try value.boolean() },
        // Below a handful of descriptors, or pages, no program starts.
        Setting("LimitNOFILE", \.limits.openFiles) { (value) throws(ConfigurationError) in
          try value.limit { (value) throws(ConfigurationError) in try value.count(8...1_048_576) }
        },
        Setting("LimitAS", \.limits.addressSpace) { (value) throws(ConfigurationError) in
          try value.limit { (value) throws(ConfigurationError) in try value.size((1 << 20)...(1 << 47)) }
        },
        Setting("LimitCPU", \.limits.processorSeconds) { (value) throws(ConfigurationError) in
          try value.limit { (value) throws(ConfigurationError) in
            UInt64(try value.timeSpan(time, orInfinity: false))
          }
        },
        Setting("LimitFSIZE", \.limits.fileSize) { (value) throws(ConfigurationError) in
          try value.limit { (value) throws(ConfigurationError) in try value.size(0...(1 << 62)) }
        },
        Setting("LimitNPROC", \.limits.processes) { (value) throws(ConfigurationError) in
          try value.limit { (value) throws(ConfigurationError) in try value.count(0...4_194_304) }
        },
      ] + reach)
  }
}

extension Value {
  fileprivate func command() throws(ConfigurationError) -> [String] {
    if let first = bytes.first, "@-:+!|".utf8.contains(first) {
      throw error("systemd's prefix \(Character(Unicode.Scalar(first))) has no meaning here; write the program itself")
    }
    let words = try commandLine()
    guard let program = words.first, !program.isEmpty else { throw error("the program's name is empty") }
    if program.utf8.contains(UInt8(ascii: "/")) {
      guard program.hasPrefix("/"), !program.hasSuffix("/"), !program.utf8.pathComponents.contains("..") else {
        throw error("\(program) is neither an absolute path without .. nor a bare name")
      }
    } else if program == "." || program == ".." {
      throw error("\(program) is a directory, not a program")
    }
    return words
  }

  fileprivate func alpn(_ before: [Handler.Claim]) throws(ConfigurationError) -> [Handler.Claim] {
    var claims: [Handler.Claim] = []
    for word in words {
      guard HandlerFile.canBeALPN(word.string) else {
        throw word.error("an ALPN name has \(HandlerFile.formOfALPN), unlike \"\(word.string)\"")
      }
      guard !(before + claims).contains(where: { $0.name == word.string }) else {
        throw word.error("ALPN \(word.string) is given twice")
      }
      claims.append(Handler.Claim(name: word.string, location: word.location(0)))
    }
    return claims
  }

  /// A user's or group's name, or its number.
  func account() throws(ConfigurationError) -> String {
    let isNumber = bytes.allSatisfy(\.isDigit)
    let first = bytes.first ?? 0
    let isName =
      (first.isLowercase || first.isUppercase || first == UInt8(ascii: "_")) && bytes.count <= 31
      && bytes.allSatisfy { $0.isLowercase || $0.isUppercase || $0.isDigit || $0 == 0x5F || $0 == 0x2D }
    // 65535 and 4294967295 mean "unchanged" to the kernel, so no account has them.
    if isNumber ? UInt32(string).map({ $0 != 65535 && $0 != .max }) == true : isName { return string }
    throw error(
      "\"\(string)\" cannot be an account: up to 31 of A-Z a-z 0-9 _ - not beginning with a digit, or a number")
  }

  fileprivate func relativeDirectory() throws(ConfigurationError) -> String {
    let components = string.utf8.pathComponents
    guard bytes.count <= 255, components.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }),
      bytes.allSatisfy({ $0.isLowercase || $0.isUppercase || $0.isDigit || [0x2E, 0x5F, 0x2D, 0x2F].contains($0) })
    else {
      throw error(
        "\"\(string)\" must be one relative path without .. or //, up to 255 of A-Z a-z 0-9 . _ - /")
    }
    return string
  }

  fileprivate func limit(_ parse: (Value) throws(ConfigurationError) -> UInt64) throws(ConfigurationError) -> UInt64 {
    string == "infinity" ? .max : try parse(self)
  }
}

extension String.UTF8View {
  fileprivate var pathComponents: [String] {
    split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map { String(Substring($0)) }
  }
}
