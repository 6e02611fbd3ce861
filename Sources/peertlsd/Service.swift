import Configuration
import Glibc
import Journal
import Processes

/// A handler, ready to be started.
struct Service {
  /// Running at once; 0: as many as the node has sessions.
  let maximum: UInt32
  /// It gets a control channel, and may have data ports by it.
  let hasControl: Bool
  let log: ErrorLog
  private let program: Program?
  private let sandbox: Sandbox?

  /// Finds its program, user and state directory. Throws `LoadError` for what cannot be, and says what is doubtful.
  init(_ handler: Handler, _ settings: Settings) throws {
    hasControl = handler.control
    maximum = handler.maxSessions ?? 0
    log = try ErrorLog(of: String(handler.command[0].split(separator: "/").last ?? "handler"))
    let account = try Service.account(handler)
    let directory = try Service.stateDirectory(handler, account, settings)
    guard let path = settings.installation.program(handler.command[0], others: HandlerFile.searchPath) else {
      (program, sandbox) = (nil, nil)
      let complaint = settings.installation.complaint(of: handler.command[0], others: HandlerFile.searchPath)
      Settings.note(
        "\(handler.file): ExecStart=\(handler.command[0]): \(complaint); peers are refused", priority: .warning)
      return
    }
    var program = Program(path: path, arguments: handler.command)
    program.account = account
    // Members of the state directory's group use what is kept.
    program.mask = 0o007
    // Without an acceptor nobody would tell it that its connection is no more.
    program.parentDeathSignal = SIGHUP
    if let directory {
      program.directory = directory
      program.environment = ["STATE_DIRECTORY=\(directory)"]
    }
    program.limits = Service.limits(handler, hasOwnAccount: account != nil)
    self.program = program
    if account == nil && handler.reach.families.contains(.unix) {
      Settings.note(
        "\(handler.file): RestrictAddressFamilies=AF_UNIX: whoever takes it over reaches all your Unix sockets",
        priority: .warning)
    }
    let sandbox = Sandbox(handler, program: path, stateDirectory: directory, hasOwnAccount: account != nil)
    do { _ = try sandbox.confinement() } catch { throw LoadError("\(handler.file): \(error)") }
    self.sandbox = sandbox
  }

  /// The program with a peer's environment; nil where it was not found. Throws where what it needs is there no more.
  func program(_ environment: [String]) throws(SystemError) -> Program? {
    var program = program
    program?.environment += environment
    program?.confinement = try sandbox?.confinement()
    return program
  }

  private static func limits(_ handler: Handler, hasOwnAccount: Bool) -> [ResourceLimit] {
    let own = handler.limits
    let startsProcesses = hasOwnAccount && !handler.reach.programs.isEmpty
    let processes = Handler.Limits.standardProcesses(maxSessions: handler.maxSessions)
    let limits: [(ResourceLimit.Resource, UInt64?)] = [
      (.openFiles, own.openFiles ?? Handler.Limits.standardOpenFiles), (.core, 0), (.addressSpace, own.addressSpace),
      (.data, own.addressSpace == nil ? Handler.Limits.standardData : nil), (.cpuSeconds, own.processorSeconds),
      (.fileSize, own.fileSize), (.processes, own.processes ?? (startsProcesses ? processes : nil)),
      (.stack, Handler.Limits.stack),
      (.pendingSignals, Handler.Limits.pendingSignals),
    ]
    return limits.compactMap { resource, value in value.map { ResourceLimit(resource, $0) } }
  }

  private static func account(_ handler: Handler) throws -> Account? {
    guard Account.isPrivileged else {
      if let user = handler.user {
        Settings.note("\(handler.file): User=\(user) is ignored, for peertlsd does not run as root", priority: .notice)
      }
      return nil
    }
    let account = try Account(ofHandler: handler.file, user: handler.user, group: handler.group)
    if account.user == 0 {
      Settings.note(
        "\(handler.file): User=\(handler.user ?? "root"): whoever takes this handler over has the machine",
        priority: .warning)
    }
    return account
  }

  private static func stateDirectory(_ handler: Handler, _ account: Account?, _ settings: Settings) throws -> String? {
    guard let name = handler.stateDirectory else { return nil }
    do {
      try File.makeDirectory(settings.state)
      var path = settings.state
      for part in name.split(separator: "/") {
        path += "/" + part
        try File.makeDirectory(path, exactly: 0o770, owner: account?.user)
      }
      return path
    } catch {
      throw LoadError("\(handler.file): StateDirectory=\(name): \(error); have systemd make it, see tmpfiles.d(5)")
    }
  }
}

extension Sandbox {
  /// What a handler's file allows it.
  fileprivate convenience init(
    _ handler: Handler, program: String, stateDirectory: String?, hasOwnAccount: Bool
  ) {
    let reach = handler.reach
    func places(_ access: Ruleset.Access, _ places: [Handler.Place]) -> [Place] {
      places.map { Place(access, $0.path, mayBeMissing: $0.mayBeMissing) }
    }
    var families: Confinement.Families = []
    if reach.families.contains(.unix) { families.insert(.unix) }
    if reach.families.contains(.inet) || reach.families.contains(.inet6) { families.insert(.internet) }
    var refusals: Confinement.Refusals = []
    if reach.programs.isEmpty && handler.limits.processes == nil { refusals.insert(.processes) }
    if !hasOwnAccount { refusals.insert(.attributes) }
    self.init(
      program: program, stateDirectory: stateDirectory,
      places: places(.read, reach.readOnly) + places(.write, reach.readWrite) + places(.execute, reach.programs),
      families: families, refusals: refusals)
  }
}
