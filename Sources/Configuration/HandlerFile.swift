import Lexemes

/// A program that serves peers, as peertls.handler(5) describes it.
public struct Handler: Equatable, Sendable {
  /// The name, from the file's: `chat.handler` is `chat`; `[a-z0-9][a-z0-9._-]{0,31}`.
  public let name: String
  /// The file it was read from, as the caller named it.
  public let file: String
  /// `Description=`: one line for people; empty unless given.
  public internal(set) var description = ""
  /// `ExecStart=`: the program and its arguments. The first word is an absolute path, or a bare name to be looked up
  /// in the libexec directory and then in `HandlerFile.searchPath`.
  public internal(set) var command: [String] = []
  /// `ALPN=`: the protocol names (RFC 7301) that choose this handler, each 1 to 32 bytes of printable ASCII.
  public var alpn: [String] { claims.map(\.name) }
  /// `User=`: the account it runs as; nil: the node's choice.
  public internal(set) var user: String?
  /// `Group=`: the group it runs as; nil: the user's own.
  public internal(set) var group: String?
  /// `StateDirectory=`: the one directory it can write, relative to the node's state directory.
  public internal(set) var stateDirectory: String?
  /// `MaxSessions=`: how many run at once, 1 to 65536; nil: the node's limit alone.
  public internal(set) var maxSessions: UInt32?
  /// `IdleTimeout=` in seconds, 1 to `TimeSpan.maximum`, or `TimeSpan.infinity`; nil: the node's.
  public internal(set) var idleTimeoutSeconds: UInt32?
  /// `RuntimeMaxSec=` in seconds, 1 to `TimeSpan.maximum`, or `TimeSpan.infinity`; nil: the node's.
  public internal(set) var durationSeconds: UInt32?
  /// `Control=`: whether it gets the control channel as descriptor 3.
  public internal(set) var control = false
  /// `ReadOnlyPaths=` and the like: what it may use besides its state directory.
  public internal(set) var reach = Reach()
  /// `LimitNOFILE=` and the like, setrlimit(2).
  public internal(set) var limits = Limits()

  /// Resource limits of a handler; nil: the acceptor's own default, `UInt64.max`: infinity.
  public struct Limits: Equatable, Sendable {
    /// `LimitNOFILE=`: open descriptors.
    public var openFiles: UInt64?
    /// `LimitAS=`: address space in bytes.
    public var addressSpace: UInt64?
    /// `LimitCPU=`: processor time in seconds.
    public var processorSeconds: UInt64?
    /// `LimitFSIZE=`: the largest file it can write, in bytes.
    public var fileSize: UInt64?
    /// `LimitNPROC=`: processes and threads of its user; with it the program may start some.
    public var processes: UInt64?

    /// `LimitNOFILE=` where it is not given.
    public static let standardOpenFiles: UInt64 = 128
    /// RLIMIT_DATA where `LimitAS=` is not given, in bytes.
    public static let standardData: UInt64 = 512 << 20
    /// RLIMIT_STACK, in bytes.
    public static let stack: UInt64 = 8 << 20
    /// RLIMIT_SIGPENDING: with it, timers of its user.
    public static let pendingSignals: UInt64 = 1024

    /// `LimitNPROC=` where it is not given and `ExecPaths=` is, for an account of the handler's own: 8 for each of its
    /// sessions, or for 64.
    public static func standardProcesses(maxSessions: UInt32?) -> UInt64 { 8 * UInt64(maxSessions ?? 64) }

    /// No limit of its own.
    public init() {}
  }

  struct Claim: Equatable, Sendable {
    let name: String
    let location: Location
  }

  var claims: [Claim] = []

  init(name: String, file: String) {
    self.name = name
    self.file = file
  }
}

/// Reads handler files, peertls.handler(5).
public enum HandlerFile {
  /// What a handler file's name ends with.
  public static let suffix = ".handler"
  /// The most handlers that a node has.
  public static let maximumHandlers = 256
  /// The longest ALPN name, in bytes.
  public static let maximumALPNBytes = 32
  /// Where a bare program name is looked up, after the libexec directory.
  public static let searchPath = ["/usr/local/bin", "/usr/bin", "/bin"]

  /// Reads one handler. `file` names it in errors; `name` is the handler's name, by default that of the file.
  /// Throws the first error in the file.
  public static func parse(
    _ bytes: [UInt8], file: String, name: String? = nil
  ) throws(ConfigurationError) -> Handler {
    let name = if let name { name } else { try self.name(ofFile: file) }
    guard Name.isValid(name) else {
      throw ConfigurationError(
        file: file, line: 0, column: 0,
        message: "\"\(name)\" cannot name a handler: \(Name.form)")
    }
    var handler = Handler(name: name, file: file)
    try schema.read(bytes, file: file, into: &handler)
    guard !handler.command.isEmpty else {
      throw ConfigurationError(
        file: file, line: 0, column: 0, message: "ExecStart= is missing under [Handler]: which program serves?")
    }
    return handler
  }

  /// The name of the handler that a path describes: `…/chat.handler` is `chat`. Throws when the path does not end
  /// in `.handler`.
  public static func name(ofFile path: String) throws(ConfigurationError) -> String {
    let base = path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    guard base.hasSuffix(suffix) else {
      throw ConfigurationError(
        file: path, line: 0, column: 0, message: "a handler's file is named NAME\(suffix)")
    }
    return String(base.dropLast(suffix.count))
  }

  /// All ALPN names with the handler that serves each, in the order given. Throws when there are more than
  /// `maximumHandlers`, or when two claim the same ALPN or the same name.
  public static func services(
    of handlers: [Handler]
  ) throws(ConfigurationError) -> [(alpn: String, handler: String)] {
    guard handlers.count <= maximumHandlers else {
      throw ConfigurationError(
        file: handlers[maximumHandlers].file, line: 0, column: 0,
        message: "this is handler number \(maximumHandlers + 1); a node has at most \(maximumHandlers)")
    }
    var files: [String: String] = [:]
    var owners: [String: (file: String, location: Location)] = [:]
    var services: [(alpn: String, handler: String)] = []
    for handler in handlers {
      if let other = files.updateValue(handler.file, forKey: handler.name) {
        throw ConfigurationError(
          file: handler.file, line: 0, column: 0, message: "handler \(handler.name) is already defined by \(other)")
      }
      for claim in handler.claims {
        if let owner = owners[claim.name] {
          throw ConfigurationError(
            file: handler.file, line: claim.location.line, column: claim.location.column,
            message: "ALPN \(claim.name) is already claimed by \(owner.file):\(owner.location.line)"
              + ":\(owner.location.column); remove it from one of them")
        }
        owners[claim.name] = (handler.file, claim.location)
        services.append((claim.name, handler.name))
      }
    }
    return services
  }
}
