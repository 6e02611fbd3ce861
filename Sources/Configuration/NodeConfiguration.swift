import Lexemes

/// The acceptor's limits and timeouts, peertlsd.conf(5), section `[Node]`; every setting has a default.
public struct NodeConfiguration: Equatable, Sendable {
  /// `MaxSessions=`: sessions at once on this node, 1 to 65536.
  public var maxSessions: UInt32 = 256
  /// `MaxSessionsPerSource=`: sessions at once from one source prefix, 1 to 65536.
  public var maxSessionsPerSource: UInt32 = 32
  /// `RatePerSource=`: connections from one source prefix in a period; 1 to 1000000 a sec, min, hour or day.
  public var ratePerSource = Rate(count: 60, seconds: 60)
  /// `SourcePrefixLength=`: how many bits of an address make a source, 1 to 128.
  public var sourcePrefixLength: UInt8 = 64
  /// `ReservedSessions=`: of `maxSessions`, those that only known sources get, 0 to 65536; nil: an eighth.
  public var reservedSessions: UInt32?
  /// `UnknownHandshakes=`: sessions of unknown sources at once that nobody was let in by yet, 1 to 65536.
  public var unknownHandshakes: UInt32 = 64
  /// `UnknownProcessorShare=`: what these may use of one processor, in percent, 1 to 6400; nil: all.
  public var unknownProcessorShare: UInt32? = 25
  /// `PerSourcePenalties=`; nil: none.
  public var perSourcePenalties: PenaltyTerms? = PenaltyTerms()
  /// `ExemptSources=`: for whom there are neither penalties nor limits of a source, at most `maximumExemptSources`.
  public var exemptSources: [Prefix] = []
  /// `Spares=`: sessions kept started before a connection comes, 0 to 64.
  public var spares: UInt32 = 2
  /// `HandshakeTimeout=` in seconds, 1 to 600.
  public var handshakeTimeoutSeconds: UInt32 = 10
  /// `IdleTimeout=`: seconds without a byte either way, 1 to `TimeSpan.maximum`, or `TimeSpan.infinity`.
  public var idleTimeoutSeconds: UInt32 = 15 * 60
  /// `DurationLimit=`: seconds a session can last, 1 to `TimeSpan.maximum`, or `TimeSpan.infinity`.
  public var durationLimitSeconds: UInt32 = TimeSpan.infinity
  /// `DrainTimeout=`: seconds that sessions may go on after a stop is asked for, 1 to 86400.
  public var drainTimeoutSeconds: UInt32 = 30
  /// `DataPorts=`: the TCP ports for data connections, within `Value.portBounds`; nil: none.
  public var dataPorts: ClosedRange<UInt16>? = 61000...61999
  /// `MinimumTLS=`: the oldest TLS that is spoken, `1.2` or `1.3`.
  public var minimumTLS = TLSVersion.tls13
  /// `SessionUser=`: the account of the sessions; meaningless in a user's own instance.
  public var sessionUser = "peertls"
  /// `KeyUser=`: the account of peertls-keyd; meaningless in a user's own instance.
  public var keyUser = "peertls-keyd"
  /// `PrivateKey=`: the PKCS#11 URI (RFC 7512) of the node's key in a token; nil: it is in a file.
  public var privateKey: String?
  /// `Require=`: protections without which the node does not start, or lets nobody in; may be repeated.
  public var require: [Requirement] = []

  /// The most prefixes of `ExemptSources=`.
  public static let maximumExemptSources = 64

  /// The sessions that only known sources get: at least one is for everybody.
  public var reserved: UInt32 { min(reservedSessions ?? maxSessions / 8, maxSessions - 1) }

  /// An account that a setting names for what must not be root's.
  public struct NamedAccount: Sendable {
    /// The setting, without its `=`.
    public let setting: String
    /// The account's name.
    public let name: String
    /// What runs as it, and why that is never root; goes on with "run as root".
    public let reason: String
  }

  /// Whom the sessions run as.
  public var sessionAccount: NamedAccount {
    NamedAccount(setting: "SessionUser", name: sessionUser, reason: "sessions read what strangers send and never")
  }
  /// Whom peertls-keyd runs as.
  public var keyAccount: NamedAccount {
    NamedAccount(
      setting: "KeyUser", name: keyUser, reason: "peertls-keyd has the key and nothing else: it does not")
  }

  /// A TLS version as the configuration writes it.
  public enum TLSVersion: String, Sendable, CaseIterable {
    /// TLS 1.2, RFC 5246.
    case tls12 = "1.2"
    /// TLS 1.3, RFC 8446.
    case tls13 = "1.3"
  }

  /// A protection that may be lacking.
  public enum Requirement: String, Sendable, CaseIterable {
    /// landlock(7).
    case landlock
    /// Nobody is let in whose verdict could not be logged.
    case journal
  }

  /// The defaults.
  public init() {}

  /// Reads a configuration file over the defaults. `file` names it in errors. Throws the first error in the file.
  public static func parse(_ bytes: [UInt8], file: String) throws(ConfigurationError) -> NodeConfiguration {
    var configuration = NodeConfiguration()
    try schema.read(bytes, file: file, into: &configuration)
    return configuration
  }

  private static var schema: Schema<NodeConfiguration> {
    let time = 1...TimeSpan.maximum
    return Schema(
      section: "Node",
      settings: [
        Setting("MaxSessions", \.maxSessions) { (value) throws(ConfigurationError) in
          UInt32(try value.count(1...65536))
        },
        Setting("MaxSessionsPerSource", \.maxSessionsPerSource) { (value) throws(ConfigurationError) in
          UInt32(try value.count(1...65536))
        },
        Setting("RatePerSource", \.ratePerSource) { (value) throws(ConfigurationError) in try value.rate() },
        Setting("SourcePrefixLength", \.sourcePrefixLength) { (value) throws(ConfigurationError) in
          UInt8(try value.count(1...128))
        },
        Setting("ReservedSessions", \.reservedSessions) { (value) throws(ConfigurationError) in
          UInt32(try value.count(0...65536))
        },
        Setting("UnknownHandshakes", \.unknownHandshakes) { (value) throws(ConfigurationError) in
          UInt32(try value.count(1...65536))
        },
        Setting("UnknownProcessorShare", \.unknownProcessorShare) { (value) throws(ConfigurationError) in
          try value.processorShare()
        },
        Setting("PerSourcePenalties", \.perSourcePenalties) { (value) throws(ConfigurationError) in
          try value.penalties()
        },
        Setting(list: "ExemptSources", \.exemptSources) { (value, before) throws(ConfigurationError) in
          try value.prefixes(before: before)
        },
        Setting("Spares", \.spares) { (value) throws(ConfigurationError) in UInt32(try value.count(0...64)) },
        Setting("HandshakeTimeout", \.handshakeTimeoutSeconds) { (value) throws(ConfigurationError) in
          try value.timeSpan(1...600, orInfinity: false)
        },
        Setting("IdleTimeout", \.idleTimeoutSeconds) { (value) throws(ConfigurationError) in
          try value.timeSpan(time, orInfinity: true)
        },
        Setting("DurationLimit", \.durationLimitSeconds) { (value) throws(ConfigurationError) in
          try value.timeSpan(time, orInfinity: true)
        },
        Setting("DrainTimeout", \.drainTimeoutSeconds) { (value) throws(ConfigurationError) in
          try value.timeSpan(1...86400, orInfinity: false)
        },
        Setting("DataPorts", \.dataPorts) { (value) throws(ConfigurationError) in try value.ports() },
        Setting("MinimumTLS", \.minimumTLS) { (value) throws(ConfigurationError) in try value.choice() },
        Setting("SessionUser", \.sessionUser) { (value) throws(ConfigurationError) in try value.account() },
        Setting("KeyUser", \.keyUser) { (value) throws(ConfigurationError) in try value.account() },
        Setting("PrivateKey", \.privateKey) { (value) throws(ConfigurationError) in try value.token() },
        Setting(list: "Require", \.require) { (value, before) throws(ConfigurationError) in
          var added: [Requirement] = []
          for word in value.words {
            let requirement: Requirement = try word.choice()
            if !(before + added).contains(requirement) { added.append(requirement) }
          }
          return added
        },
      ])
  }
}

extension Value {
  /// A PKCS#11 URI. The file that it stands in is for everybody to read, so it must not have the PIN in it.
  fileprivate func token() throws(ConfigurationError) -> String? {
    guard string.hasPrefix("pkcs11:"), bytes.allSatisfy({ (0x21...0x7e).contains($0) }) else {
      throw error(
        "expected a PKCS#11 URI (RFC 7512), as pkcs11:token=NAME;object=NAME?module-path=FILE&pin-source=FILE")
    }
    guard !string.contains("pin-value=") else {
      throw error(
        "pin-value= would have the PIN in a file that others read; put it into one of its own, pin-source=FILE")
    }
    return string
  }

  /// One of the words that an enumeration lists.
  fileprivate func choice<Choice: RawRepresentable<String> & CaseIterable>() throws(ConfigurationError) -> Choice {
    guard let choice = Choice(rawValue: string) else {
      let known = Choice.allCases.map(\.rawValue).joined(separator: " or ")
      throw error("expected \(known), not \"\(string)\"")
    }
    return choice
  }
}
