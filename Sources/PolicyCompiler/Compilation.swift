import Configuration
import ConstantDatabase
import Judge
import Policy
import Processes
import TLS

/// What a compilation has made, in numbers.
public struct Compilation: Equatable, Sendable {
  /// Rules of the policy.
  public internal(set) var rules = 0
  /// Anchor declarations of the policy.
  public internal(set) var anchors = 0
  /// Certificates in the anchors' files.
  public internal(set) var certificates = 0
  /// Revocation lists in force, one an issuer.
  public internal(set) var revocationLists = 0
  /// Certificates that they revoke.
  public internal(set) var revoked = 0
  /// List declarations of the policy.
  public internal(set) var lists = 0
  /// Entries of all lists.
  public internal(set) var entries = 0
  /// The handlers' names, sorted.
  public internal(set) var services: [String] = []
  /// What compiles but surely was not meant.
  public internal(set) var warnings: [PolicyError] = []
  /// SHA-256 over everything that was compiled: PEERTLS_POLICY.
  public internal(set) var hash = Certificate.fingerprint(of: [])

  /// Compiles into the empty file open for reading and writing at `descriptor`, which stays the caller's. Until it
  /// returns the file is no database, and no reader takes it for one.
  ///
  /// - Parameter now: seconds since 1970, for warnings about what has expired.
  public static func run(_ input: PolicyInput, to descriptor: Int32, now: Int64) throws(CompileError) -> Compilation {
    let source = try step(CompileError.init(_:)) { () throws(PolicyError) in
      try PolicySource.parse(input.text, file: input.file)
    }
    let writer = try step({ CompileError("\(Compiler.output): \($0)") }) { () throws(DatabaseError) in
      try Writer(descriptor: descriptor)
    }
    let inputs = try step(CompileError.init(_:)) { () throws(TLSError) in try Digest() }
    var compiler = Compiler(input: input, source: source, now: now, writer: writer, inputs: inputs)
    try compiler.policy()
    try compiler.anchors()
    try compiler.lists()
    try compiler.handlers()
    try compiler.node()
    return try compiler.finish()
  }
}

/// A compilation under way.
struct Compiler: ~Copyable {
  /// What is made, as errors name it.
  static let output = "the compiled policy"

  let input: PolicyInput
  let source: PolicySource
  let now: Int64
  var result = Compilation()
  private var writer: Writer
  private var inputs: Digest

  init(input: PolicyInput, source: PolicySource, now: Int64, writer: consuming Writer, inputs: consuming Digest) {
    self.input = input
    self.source = source
    self.now = now
    self.writer = writer
    self.inputs = inputs
  }

  /// The rules.
  mutating func policy() throws(CompileError) {
    note("policy", Certificate.fingerprint(of: input.text))
    try add(CompiledKey.rules, RuleSet(source).encode())
    result.rules = source.rules.count
    for rule in source.rules where rule.until ?? .max <= now {
      warn(rule.line, 1, "the until= of this rule is past, so it decides nothing any more")
    }
  }

  /// The handlers: which serves an ALPN name, and what limits each has.
  mutating func handlers() throws(CompileError) {
    let (handlers, knock) = (input.handlers, Judgement.knockHandler)
    let services = try step(CompileError.init(_:)) { () throws(ConfigurationError) in
      try HandlerFile.services(of: handlers)
    }
    for service in services {
      try add(CompiledKey.service(alpn: Array(service.alpn.utf8)), Array(service.handler.utf8))
    }
    for handler in handlers {
      let limits = [handler.idleTimeoutSeconds, handler.durationSeconds].map { $0 ?? 0 }
      try add(CompiledKey.handler(handler.name), limits.flatMap { CompiledKey.littleEndian($0) })
    }
    let known = services.flatMap { Array("\($0.alpn)=\($0.handler) ".utf8) }
    let limits = handlers.flatMap {
      Array("\($0.name):\($0.idleTimeoutSeconds ?? 0):\($0.durationSeconds ?? 0) ".utf8)
    }
    note("handlers", Certificate.fingerprint(of: known + limits))
    result.services = handlers.map(\.name).sorted()
    result.warnings += source.warnings(services: result.services)
    if let rule = source.rules.first(where: { $0.verdict == .knock }), !result.services.contains(knock) {
      warn(rule.line, 1, "there is no handler \(knock), so knocks are only recorded in the journal")
    }
  }

  /// The node's own names.
  mutating func node() throws(CompileError) {
    guard let pem = input.nodeCertificate else { return }
    let name = input.directory + "/node.crt"
    let chain = try step(CompileError.init(_:)) { () throws(TLSError) in try Chain(pem: pem, name: name) }
    note("node", Certificate.fingerprint(of: pem))
    guard let identity = chain[0].identity else {
      throw CompileError("\(name): its names cannot be read with one meaning; make another with peertls node init")
    }
    try add(CompiledKey.nodeName, Array(identity.name.utf8))
    for email in identity.emails { try add(CompiledKey.nodeEmail, Array(email.utf8)) }
    try add(CompiledKey.nodeUserID, Array((identity.userIDs.first ?? "").utf8))
    try add(CompiledKey.nodeKey, identity.key.bytes)
  }

  /// The hash, and the end.
  consuming func finish() throws(CompileError) -> Compilation {
    result.warnings.sort { ($0.line, $0.column) < ($1.line, $1.column) }
    result.hash = inputs.finish()
    do throws(DatabaseError) {
      try writer.add(key: CompiledKey.hash, value: result.hash.bytes)
      try writer.finish()
    } catch {
      throw CompileError("\(Compiler.output): \(error)")
    }
    return result
  }

  /// Adds a record; errors begin with `place`, by default the output's.
  mutating func add(
    _ key: [UInt8], _ value: [UInt8], place: @autoclosure () -> String = Compiler.output
  ) throws(CompileError) {
    do throws(DatabaseError) { try writer.add(key: key, value: value) } catch {
      throw CompileError("\(place()): \(error)")
    }
  }

  /// Takes an input's digest into the hash.
  mutating func note(_ name: String, _ digest: Fingerprint) {
    inputs.update(Array(name.utf8) + [0] + digest.bytes)
  }

  mutating func warn(_ line: Int, _ column: Int, _ message: String) {
    result.warnings.append(error(line, column, message))
  }

  /// An error at a place of the policy.
  func error(_ line: Int, _ column: Int, _ message: String) -> PolicyError {
    PolicyError(file: input.file, line: line, column: column, message: message)
  }
}
