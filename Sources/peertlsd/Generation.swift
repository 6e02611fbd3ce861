import Configuration
import Glibc
import Journal
import Processes

/// What one successful load made; it holds until the next.
final class Generation {
  let configuration: NodeConfiguration
  let services: [String: Service]
  let account: Account?
  let policy: Descriptor
  /// SHA-256 of all that was compiled, as the compiler tells it: PEERTLS_POLICY.
  let hash: String
  let credentials: Descriptor
  /// Who has the key.
  let signer: Signer
  /// The sessions' standard error.
  let log: ErrorLog

  /// Takes over what the compiler has made, and puts its policy in the place of the one before.
  init(_ candidate: Candidate, _ signer: Signer, settings: Settings) throws(SystemError) {
    self.signer = signer
    try File.rename(Candidate.policyPath(settings), to: settings.runtime + "/policy.cdb")
    policy = try File.open(settings.runtime + "/policy.cdb")
    configuration = candidate.configuration
    services = candidate.services
    account = candidate.account
    credentials = try candidate.credentials.duplicate()
    log = try ErrorLog(of: "peertls-session")
    let told = try File.contents(of: candidate.hash, limit: 65, name: "the policy's hash").prefix(64)
    hash = told.allSatisfy { $0.isHexadecimal } ? String(decoding: told, as: UTF8.self) : ""
  }
}

/// A load under way: the configuration is read, the compiler runs as an unprivileged child, then peertls-keyd takes the key.
final class Candidate {
  /// How long the compiler may take.
  static let timeLimit: UInt64 = 120_000_000

  let configuration: NodeConfiguration
  let services: [String: Service]
  let account: Account?
  let credentials: Descriptor
  let hash: Descriptor
  /// 0 when it has been reaped.
  var compiler: pid_t
  private let keyAccount: Account?
  private var key: Descriptor?
  /// Who takes the key, once the compiler is through.
  var signer: Signer?
  var deadline: UInt64

  static func policyPath(_ settings: Settings) -> String { settings.runtime + "/policy.cdb.new" }

  /// Reads the files that are the acceptor's and starts the compiler on the others. Every error says what is wrong
  /// and where, and none of them changes what is in force.
  init(_ settings: Settings, null: borrowing Descriptor, now: UInt64) throws {
    configuration = try Candidate.configuration(settings)
    account = try Candidate.account(configuration.sessionAccount)
    keyAccount = try Candidate.account(configuration.keyAccount)
    services = try Candidate.services(settings)
    try File.makeDirectory(settings.runtime)
    let policy = try File.open(Candidate.policyPath(settings), O_RDWR | O_CREAT | O_TRUNC)
    key = configuration.privateKey == nil ? .some(try Candidate.key(settings)) : nil
    credentials = try MemoryFile.make("peertls-credentials")
    hash = try MemoryFile.make("peertls-policy-hash")
    var program = settings.installation.compilation(
      of: settings.configuration, into: policy, credentials: credentials, told: hash, null: null, as: account)
    // It reads what the policy names, wherever that is, and writes to what it is given alone.
    let sandbox = Sandbox(
      program: program.path, stateDirectory: nil, places: [Sandbox.Place(.read, "/")],
      refusals: [.processes, .attributes])
    program.confinement = try sandbox.confinement()
    compiler = try program.spawn()
    deadline = now + Candidate.timeLimit
  }

  private static func configuration(_ settings: Settings) throws -> NodeConfiguration {
    let path = settings.configuration + "/peertlsd.conf"
    guard File.exists(path) else { return NodeConfiguration() }
    let configuration = try NodeConfiguration.parse(
      try File.contents(path, limit: UnitFile.maximumFileBytes), file: path)
    if let reason = configuration.unmet(landlock: Ruleset.version, complete: Ruleset.completeVersion) {
      throw LoadError("\(path): \(reason)")
    }
    return configuration
  }

  /// Who will have the key, by what the compiler has made, in a process of its own.
  func makeSigner(_ settings: Settings, number: UInt64, lines: Int) throws(SystemError) -> Signer {
    try MemoryFile.seal(credentials)
    let token = configuration.privateKey
    var program = Program(
      path: settings.installation.libexec + "/peertls-keyd",
      arguments: [
        "peertls-keyd", "--certificate", settings.configuration + "/node.crt", "--lines", String(lines),
      ])
    if configuration.minimumTLS == .tls12 { program.arguments.append("--tls12") }
    // A line a session, and what the program itself has open, or a token's module.
    program.limits = [ResourceLimit(.openFiles, UInt64(lines + 64)), ResourceLimit(.core, 0)]
    if let token {
      program.arguments += ["--token", token]
      // Modules are told by variables where their files are.
      program.environment = Environment.all.filter { variable in
        !["LISTEN_", "NOTIFY_SOCKET=", "WATCHDOG_"].contains { variable.hasPrefix($0) }
      }
    } else {
      program.limits.append(ResourceLimit(.data, 64 << 20))
    }
    program.account = keyAccount
    // Nobody else would end it where a token's module hangs.
    program.parentDeathSignal = SIGKILL
    return Signer(program, credentials: try credentials.duplicate(), key: key.take(), number: number)
  }

  /// The key's file, which is not read here.
  private static func key(_ settings: Settings) throws -> Descriptor {
    let key: Descriptor
    do throws(SystemError) { key = try File.openRegular(settings.key) } catch {
      guard error.code == EACCES else { throw error }
      throw LoadError("\(error); it must be \(Account.ownName)'s, with mode 0600")
    }
    // Who may read a credential is systemd's business.
    if settings.keyIsOurs, let complaint = try FileStatus(of: key, name: settings.key).complaint(ofKey: settings.key) {
      throw LoadError(complaint)
    }
    return key
  }

  /// nil where this process cannot become another.
  private static func account(_ named: NodeConfiguration.NamedAccount) throws -> Account? {
    guard Account.isPrivileged else { return nil }
    return try Account(of: named.setting, named.name, notRoot: named.reason)
  }

  private static func services(_ settings: Settings) throws -> [String: Service] {
    let directory = settings.configuration + "/handlers"
    var handlers: [Handler] = []
    for name in File.exists(directory) ? try File.names(in: directory) : [] {
      guard name.hasSuffix(HandlerFile.suffix), !name.hasPrefix(".") else { continue }
      let path = directory + "/" + name
      handlers.append(try HandlerFile.parse(try File.contents(path, limit: UnitFile.maximumFileBytes), file: path))
    }
    _ = try HandlerFile.services(of: handlers)
    var services: [String: Service] = [:]
    for handler in handlers { services[handler.name] = try Service(handler, settings) }
    return services
  }
}

extension UInt8 {
  fileprivate var isHexadecimal: Bool { (0x30...0x39).contains(self) || (0x61...0x66).contains(self) }
}

/// Why a load cannot go on, where the system and the parsers have nothing to say.
struct LoadError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
