import ArgumentParser
import Configuration
import Judge
import Journal
import Policy
import PolicyCompiler
import Processes
import TLS

/// What the handshake would do with a caller, and which line of the policy says so.
struct PolicyExplain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Say what would become of a caller, by the handshake's own engine, and why.",
    discussion: """
      Exits 0 for allow, 1 for deny, 2 for knock; 66 where the certificate cannot be read or there is no such service, 65 \
      where it is no certificate, 78 where the policy does not compile.
      """)

  @OptionGroup var config: ConfigurationOption

  @Option(
    help: ArgumentHelp(
      "The caller's certificate, PEM or DER; further ones in the file are what the caller would send with it.",
      valueName: "file"))
  var cert: String?

  @Flag(help: "A caller that shows no certificate.")
  var noCertificate = false

  @Option(help: ArgumentHelp("The IPv6 address that it calls from.", valueName: "address"))
  var from = "::1"

  @Option(
    help: ArgumentHelp(
      "The service it asks for, by its handler's name or by ALPN; not needed where there is only one.",
      valueName: "name"))
  var service: String?

  func validate() throws {
    if (cert == nil) != noCertificate {
      throw ValidationError("give the caller's certificate with --cert FILE, or --no-certificate")
    }
    if let service, !HandlerFile.canBeALPN(service) {
      throw ValidationError(
        "--service \(service): expected a handler's name or an ALPN name, \(HandlerFile.formOfALPN)")
    }
    if Address(from) == nil { throw ValidationError("--from \(from) is no IPv6 address, such as 2001:db8::1") }
  }

  func run() throws {
    let chain = try Chain.presented(in: cert)
    let (input, policy) = try compile()
    let service = try chosenService(input, policy)
    let now = Clock.unixSeconds
    let evidence =
      chain.count == 0 ? nil : Verification.examine(chain[0], untrusted: chain, trust: policy, now: now)
    guard let address = Address(from) else { throw Failure(.usage, "\(from) is no IPv6 address") }
    let judgement = policy.judge(evidence, address: address, service: service, now: now)
    show(judgement, evidence?.identity, service, input)
    switch judgement.decision.verdict {
    case .allow: return
    case .deny: throw ExitCode(1)
    case .knock: throw ExitCode(2)
    }
  }

  private func compile() throws -> (PolicyInput, CompiledPolicy) {
    do {
      let input = try PolicyInput(directory: config.directory)
      let compiled = try MemoryCompilation(input)
      return (input, try compiled.load())
    } catch {
      throw Failure(.configuration, "\(error)")
    }
  }

  private func chosenService(_ input: PolicyInput, _ policy: CompiledPolicy) throws -> String {
    let names = input.handlers.map(\.name)
    guard let service else {
      if names.count == 1 { return names[0] }
      guard !names.isEmpty else { throw noService }
      throw Failure(.usage, "which service? --service with one of: \(names.joined(separator: " "))")
    }
    if names.contains(service) { return service }
    guard let found = policy.service(alpn: Array(service.utf8)) else {
      guard !names.isEmpty else { throw noService }
      throw Failure(.noInput, "there is no service \(service); there are: \(names.joined(separator: " "))")
    }
    return found
  }

  private var noService: Failure {
    Failure(.noInput, "there is no service, for there is no \(config.directory)/handlers/NAME\(HandlerFile.suffix)")
  }

  private func show(_ judgement: Judgement, _ identity: Identity?, _ service: String, _ input: PolicyInput) {
    let decision = judgement.decision
    func line(_ name: String, _ value: String) {
      Terminal.print("\(name):\(String(repeating: " ", count: max(1, 10 - name.utf8.count)))\(value.sanitised)")
    }
    line("verdict", decision.verdict.rawValue)
    line("service", service)
    line("rule", decision.rule)
    if let number = decision.line { line("policy", input.line(number)) }
    line("reason", judgement.reason)
    if let files = decision.limits.files { line("files", files.rawValue) }
    if let quota = decision.limits.quotaBytes { line("quota", "\(quota) bytes") }
    let alert = identity == nil && noCertificate ? Alert.certificateRequired : judgement.refusal?.alert
    line("alert", judgement.refusal == nil ? "none, the caller is let in" : alert.map(Alert.name) ?? "")
    guard let identity else { return }
    line("name", identity.name)
    if !identity.emails.isEmpty { line("email", identity.emails.joined(separator: ", ")) }
    if !identity.userIDs.isEmpty { line("userid", identity.userIDs.joined(separator: ", ")) }
    if !identity.organizations.isEmpty { line("org", identity.organizations.joined(separator: ", ")) }
    if !identity.units.isEmpty { line("unit", identity.units.joined(separator: ", ")) }
    line("issuer", identity.issuer)
    line("cert", "cert:\(identity.certificate)")
    line("key", "key:\(identity.key)")
  }
}

extension Chain {
  /// The certificates in a file, PEM or one in DER; none where there is no file.
  fileprivate static func presented(in path: String?) throws -> Chain {
    guard let path else { return Chain() }
    let bytes: [UInt8]
    do throws(SystemError) {
      let file = try File.openRegular(path)
      bytes = try File.contents(of: file, limit: Credentials.maximumFileLength, name: path)
    } catch {
      throw Failure(.noInput, error.description)
    }
    if let certificate = Certificate(der: bytes) {
      let chain = Chain()
      chain.append(certificate)
      return chain
    }
    do { return try Chain(pem: bytes, name: path) } catch { throw Failure(.data, "\(error)") }
  }
}
