import Foundation
import Journal

/// How a node under test is made; what is set here is what its files say.
public struct NodeSetup: Sendable {
  /// The policy. `anchors/acme.pem` is there.
  public var policy = "anchor acme anchors/acme.pem\nallow * anchor=acme\n"
  /// Further files of the configuration directory, by their path in it.
  public var files: [String: String] = [:]
  /// Programs in the directory that handler files call @BIN@.
  public var programs: [String: String] = [:]
  /// Handler files without their `[Handler]` and `User=`, by service.
  public var handlers = ["echo": "ExecStart=cat\nALPN=echo"]
  /// peertlsd.conf. All callers have the one address, so it may do more than strangers may.
  public var settings = [
    "MaxSessionsPerSource": "256", "RatePerSource": "100000/sec", "PerSourcePenalties": "no",
    "UnknownHandshakes": "65536", "UnknownProcessorShare": "infinity",
  ]
  /// The node's certificate and key.
  public var credential = PKI.bob
  /// The socket's name.
  public var socketName = "echo"
  /// Variables that the node is started with.
  public var environment: [String: String] = [:]
  /// Listens on IPv4, which no node does.
  public var listensOnIPv4 = false
  /// Where its socket is, if not in this process's own network.
  public var network: Network?
  /// What runs in the place of peertls-session.
  public var session: FakeSession?
  /// What the node is started by, such as prlimit(1) with its arguments.
  public var launcher: [String] = []
  /// The node's own arguments.
  public var arguments: [String] = []

  /// A user's own instance: acceptor, sessions and handlers are all the unprivileged account's. For tests that run as root.
  public var isUsersOwn = false

  /// A node that lets in whom Acme vouches for, with `cat` for a handler.
  public init() {}

  /// The same with another policy.
  public init(policy: String, files: [String: String] = [:]) {
    self.policy = policy
    self.files = files
  }

  /// One handler, `echo`, with these lines in its file.
  public init(handler: String, settings: [String: String] = [:]) {
    handlers["echo"] = handler + "\nALPN=echo"
    self.settings.merge(settings) { $1 }
  }

  /// One handler, `echo`, that runs this program: its first line names the interpreter. It may run the system's.
  public init(program: String, handler: String = "", settings: [String: String] = [:]) {
    let own = "ExecStart=@BIN@/program\nStateDirectory=echo\nExecPaths=/bin /usr/bin\nLimitNPROC=infinity\n"
    self.init(handler: own + handler, settings: settings)
    programs["program"] = program
  }
}

/// A running node: the real peertlsd with a scratch directory of its own and a socket on a free port of [::1].
public final class Node: Sendable {
  /// Where its files are.
  public let scratch: Scratch
  /// The port of [::1] that it listens on.
  public let port: UInt16
  /// What its processes have recorded.
  public let trail: Trail
  let network: Network?
  private let process: ChildProcess
  private let manager: ServiceManager

  /// Starts a node and waits until it is ready.
  public convenience init(_ setup: NodeSetup = NodeSetup()) throws {
    try self.init(setup, waitsForReady: true)
  }

  /// Starts a node that may not come to be ready.
  public init(_ setup: NodeSetup, waitsForReady: Bool) throws {
    Self.raiseLimits()
    scratch = try Scratch()
    network = setup.network
    try Self.write(setup, to: scratch)
    for name in ["state", "run"] { try scratch.directory(name) }
    manager = try ServiceManager(at: scratch.path + "/notify")
    let open = { () throws -> (descriptor: Int32, port: UInt16) in
      try Listening.open(isIPv4: setup.listensOnIPv4)
    }
    let listener = try setup.network?.inside(open) ?? open()
    defer { close(listener.descriptor) }
    port = listener.port
    var environment = setup.environment
    environment["CONFIGURATION_DIRECTORY"] = scratch.path + "/etc"
    environment["STATE_DIRECTORY"] = scratch.path + "/state"
    environment["RUNTIME_DIRECTORY"] = scratch.path + "/run"
    environment["NOTIFY_SOCKET"] = manager.path
    environment["LISTEN_FDS"] = "1"
    environment["LISTEN_FDNAMES"] = setup.socketName
    let program = try Self.program(setup.session, in: scratch)
    let launcher = setup.launcher + (setup.isUsersOwn ? try Self.givenAway(scratch) : [])
    // systemd names the process it means, which nobody knows before it is there.
    let (descriptor, started) = (listener.descriptor, environment)
    let start = { () throws -> ChildProcess in
      try ChildProcess(
        launcher + ["sh", "-c", "LISTEN_PID=$$ exec \"$0\" \"$@\"", program] + setup.arguments,
        environment: started, passing: [descriptor], trail: true)
    }
    process = try setup.network?.inside(start) ?? start()
    trail = process.trail!
    guard waitsForReady else { return }
    guard manager.waitForReady(after: 0, seconds: 20) else {
      throw TestFailure("the node is not ready after 20 s; its trail is:\n\(trail.tail)")
    }
  }

  deinit {
    let descendants = ProcessTable.descendants(of: process.pid)
    process.signal(SIGKILL)
    for pid in descendants { kill(pid, SIGKILL) }
    _ = try? process.wait()
  }

  /// The acceptor; under `--keeper` that keeper.
  public var pid: pid_t { process.pid }
  /// The acceptor, also below a keeper; nil when it has no key to have kept.
  public var acceptor: pid_t? { keyds.first.flatMap { ProcessTable.parent(of: $0) } }
  /// Whether the acceptor, or its keeper, has not ended.
  public var isRunning: Bool { process.isRunning }
  /// `[::1]:PORT`.
  public var address: String { "[::1]:\(port)" }

  /// The sessions that now run, spare ones included.
  public var sessions: [pid_t] { ProcessTable.descendants(of: pid, running: "peertls-session") }

  /// Every peertls-keyd that now runs.
  public var keyds: [pid_t] { ProcessTable.descendants(of: pid, running: "peertls-keyd") }

  /// Changes the configuration and has it loaded; returns when the node has taken or refused it.
  public func reload(_ setup: NodeSetup) throws {
    try Self.write(setup, to: scratch)
    let before = manager.timesReady
    signal(SIGHUP)
    guard manager.waitForReady(after: before, seconds: 20) else {
      throw TestFailure("the node is not ready again after 20 s; its trail is:\n\(trail.tail)")
    }
  }

  /// Does something that can fail for the node's sake, and then adds the trail to what is said.
  @discardableResult
  public func report<Result>(_ body: () throws -> Result) throws -> Result {
    do { return try body() } catch { throw TestFailure("\(error)\nThe trail is:\n\(trail.tail)") }
  }

  /// Sends the acceptor a signal.
  public func signal(_ signal: Int32) { process.signal(signal) }

  /// Waits until the node has sent systemd such a line so often.
  public func waitForNotification(_ line: String, count: Int = 1, seconds: Double = 10) throws {
    guard manager.wait(for: line, count: count, seconds: seconds) else {
      throw TestFailure("\(line) was not sent \(count) times in \(seconds) s")
    }
  }

  /// Sets a resource limit of the running acceptor, as prlimit(1) writes it.
  public func limit(_ option: String) throws {
    try ChildProcess.run(["prlimit", "--pid", "\(pid)", option])
  }

  /// Waits for the node's own end; its exit code.
  public func waitForEnd(seconds: Double = 10) throws -> Int32 { try process.wait(seconds: seconds) }

  /// Ends the node in good order and makes sure that nobody is left.
  @discardableResult
  public func stop(seconds: Double = 15) throws -> Int32 {
    signal(SIGTERM)
    let code = try process.wait(seconds: seconds)
    try trail.waitForEnd(seconds: 5)
    return code
  }

  /// Descendants and open descriptors of the acceptor, once they are what they were, or as they are when the time is
  /// over: what has ended takes a moment to be cleared away, and nothing tells when.
  public func resources(settlingAt expected: Resources? = nil, seconds: Double = 10) -> Resources {
    let end = Date(timeIntervalSinceNow: seconds)
    while true {
      let now = Resources(
        processes: ProcessTable.descendants(of: pid).count, descriptors: ProcessTable.descriptors(of: pid).count)
      if now == expected || expected == nil || Date() > end { return now }
      usleep(20_000)
    }
  }

  /// What a node holds.
  public struct Resources: Equatable, Sendable {
    /// Descendants of the acceptor.
    public let processes: Int
    /// Open descriptors of the acceptor.
    public let descriptors: Int
  }

  private static func write(_ setup: NodeSetup, to scratch: Scratch) throws {
    let acme = try PKI.acme.pem
    try scratch.write("etc/anchors/acme.pem", acme)
    try scratch.write("etc/node.crt", String(contentsOfFile: setup.credential.chain, encoding: .utf8))
    try scratch.write("etc/node.key", String(contentsOfFile: setup.credential.key, encoding: .utf8), mode: 0o600)
    try scratch.write("etc/policy", setup.policy)
    let account = Programs.isPrivileged && !setup.isUsersOwn ? Programs.unprivilegedAccount : nil
    var settings = setup.settings
    if let account {
      settings["SessionUser"] = account
      settings["KeyUser"] = Programs.keyAccount
    }
    let lines = settings.map { "\($0)=\($1)\n" }.sorted().joined()
    try scratch.write("etc/peertlsd.conf", "[Node]\n" + lines)
    for (name, text) in setup.programs { try scratch.write("bin/" + name, text, mode: 0o755) }
    try? FileManager.default.removeItem(atPath: scratch.path + "/etc/handlers")
    try scratch.directory("etc/handlers")
    for (service, text) in setup.handlers {
      let user = account.map { "User=\($0)\n" } ?? ""
      let lines = text.replacingOccurrences(of: "@BIN@", with: scratch.path + "/bin")
      try scratch.write("etc/handlers/\(service).handler", "[Handler]\n\(user)\(lines)\n")
    }
    for (name, text) in setup.files { try scratch.write("etc/" + name, text) }
  }

  /// The path of peertlsd: where the session is another, in a directory of programs with that.
  private static func program(_ session: FakeSession?, in scratch: Scratch) throws -> String {
    guard let session else { return Programs.path("peertlsd") }
    try scratch.write("libexec/peertls-session", session.text, mode: 0o755)
    for name in ["peertlsd", "peertls", "peertls-keyd"] {
      // By a process of its own: ours would pass the open copy on to other children, and it would be busy (ETXTBSY).
      try ChildProcess.run(["cp", Programs.path(name), scratch.path + "/libexec/" + name])
    }
    return scratch.path + "/libexec/peertlsd"
  }

  /// Makes everything the unprivileged account's, and says how to start a program as that.
  private static func givenAway(_ scratch: Scratch) throws -> [String] {
    try ChildProcess.run(["chown", "-R", Programs.unprivilegedAccount, scratch.path])
    return ["setpriv", "--reuid", Programs.unprivilegedAccount, "--clear-groups"]
  }

  /// A node takes its limit of descriptors from its parent.
  private static func raiseLimits() {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}
