import Configuration
import Policy
import TestSupport
import Testing

@Test func everyExamplePolicyParses() throws {
  let files = ["policy/policy"] + (try Repository.files(in: "policy", suffix: ".policy"))
  #expect(files.count >= 4)
  for file in files {
    let source = try PolicySource.parse(try Repository.bytes(file), file: file)
    #expect(!source.rules.isEmpty)
    #expect(source.warnings(services: source.rules.flatMap(\.services)).isEmpty)
  }
}

@Test func everyPolicyInThePageParses() throws {
  let examples = try ManualPage("peertls.policy.5").literals(in: "EXAMPLES")
  #expect(examples.count == 3)
  for example in examples {
    let source = try PolicySource.parse(Array(example.utf8), file: "peertls.policy.5")
    #expect(!source.rules.isEmpty)
    #expect(source.warnings(services: source.rules.flatMap(\.services)).isEmpty)
  }
}

@Test func everyExampleHandlerParses() throws {
  let files = try Repository.files(in: "policy/handlers", suffix: HandlerFile.suffix)
  #expect(files.count >= 2)
  let handlers = try files.map { try HandlerFile.parse(try Repository.bytes($0), file: $0) }
  _ = try HandlerFile.services(of: handlers)
  for handler in handlers { #expect(handler.user != nil, "\(handler.name): required where peertlsd runs as root") }
}

@Test func everyHandlerInThePageParses() throws {
  let examples = try ManualPage("peertls.handler.5").literals(in: "EXAMPLES").filter { $0.hasPrefix("[Handler]") }
  #expect(examples.count == 3)
  for example in examples { _ = try HandlerFile.parse(Array(example.utf8), file: "example.handler") }
}

@Test func theConfigurationInThePageParses() throws {
  let examples = try ManualPage("peertlsd.conf.5").literals(in: "EXAMPLES")
  #expect(examples.count == 2)
  for example in examples {
    #expect(try NodeConfiguration.parse(Array(example.utf8), file: "peertlsd.conf") != NodeConfiguration())
  }
}

@Test func theDefaultPolicyAndTheEchoHandlerAreWhatNodeInitMakes() throws {
  let scratch = try Scratch()
  try ChildProcess.run([
    Programs.path("peertls"), "node", "init", scratch.path + "/node", "--name", "Bob", "--email", "bob@example.org",
    "--user", "peertls-echo",
  ])
  #expect(try scratch.read("node/policy") == (try Repository.text("policy/policy")))
  #expect(try scratch.read("node/handlers/echo.handler") == (try Repository.text("policy/handlers/echo.handler")))
}

@Test func theDefaultPolicyLetsNobodyIn() throws {
  let scratch = try Scratch()
  try scratch.write("policy", try Repository.text("policy/policy"))
  try scratch.write("lists/friends", "")
  try scratch.write("lists/pests", "")
  try scratch.write("handlers/echo.handler", try Repository.text("policy/handlers/echo.handler"))
  let explain = [Programs.path("peertls"), "policy", "explain", "--config", scratch.path]
  try ChildProcess.run([
    Programs.path("peertls"), "node", "init", scratch.path + "/eve", "--name", "Eve", "--email", "eve@example.org",
  ])
  for caller in [["--no-certificate"], ["--cert", scratch.path + "/eve/node.crt"]] {
    let child = try ChildProcess(explain + caller)
    child.closeInput()
    #expect(try child.wait() == 1)
    try child.output.waitForEnd()
    #expect(child.output.text.contains("default"))
  }
}

/// Each example's comment has the commands that make what it names and a fresh node lacks.
@Test(arguments: ["friends-only", "one-organisation", "strangers-may-knock"])
func everyExamplePolicyCompilesAsItSays(_ name: String) throws {
  let scratch = try Scratch()
  let directory = scratch.path + "/node"
  let account = Programs.isPrivileged ? ["--user", Programs.unprivilegedAccount] : []
  try ChildProcess.run(
    [Programs.path("peertls"), "node", "init", directory, "--name", "Bob", "--email", "bob@example.org"] + account)
  let policy = try Repository.text("policy/\(name).policy")
  try scratch.write("node/policy", policy)
  try scratch.write("authority.pem", try PKI.acme.pem)
  try scratch.write("authority.crl", try PKI.acme.revocationList())
  let commands = policy.matches(of: /(?m)^#     (.*)$/).map { $0.output.1.replacing("DIR", with: directory) }
  #expect(!commands.isEmpty)
  for command in commands { try ChildProcess.run(["sh", "-c", "cd \(scratch.path) && \(command)"]) }
  try ChildProcess.run([Programs.path("peertls"), "policy", "check", "--config", directory])
}

@Test(arguments: ["peertls.1", "peertls.policy.5"]) func explainInThePageWorksOnAFreshNode(_ name: String) throws {
  let scratch = try Scratch()
  let directory = scratch.path + "/node"
  try ChildProcess.run([
    Programs.path("peertls"), "node", "init", directory, "--name", "Bob", "--email", "bob@example.org",
  ])
  let examples = try ManualPage(name).source.matches(of: /\n\.Dl \$ peertls (policy explain.*)\n/)
  #expect(examples.count == 1)
  for example in examples {
    let command = example.output.1.replacing("carol.pem", with: directory + "/node.crt")
    let words = command.split(separator: " ").map(String.init)
    let child = try ChildProcess(
      [Programs.path("peertls")] + words, environment: ["CONFIGURATION_DIRECTORY": directory])
    #expect((0...2).contains(try child.wait()))
    try child.output.waitForEnd()
    #expect(child.output.text.hasPrefix("verdict:"), "\(command)")
  }
}

/// The package's peertlsd.conf has every setting, and for each that has one its default.
@Test func thePackagesSettingsAreTheDefaults() throws {
  let file = "policy/peertlsd.conf"
  let text = String(decoding: try Repository.bytes(file), as: UTF8.self)
  #expect(try NodeConfiguration.parse(Array(text.utf8), file: file) == NodeConfiguration())
  let all = text.replacing(/\n#(?=[A-Z])/, with: "\n")
  _ = try NodeConfiguration.parse(Array(all.utf8), file: file)
  let defaults = all.prefix(upTo: try #require(all.firstRange(of: "\n\n")).lowerBound)
  #expect(try NodeConfiguration.parse(Array(defaults.utf8), file: file) == NodeConfiguration())
  let settings = all.split(separator: "\n").filter { $0.first?.isUppercase == true }.map {
    $0.prefix { $0 != "=" } + "="
  }
  let page = try ManualPage("peertlsd.conf.5")
  let described = page.source.matches(of: /\n\.It Ev (.*=)/).flatMap { $0.output.1.split(separator: " , ") }
  #expect(Set(settings.map(String.init)) == Set(described.map(String.init)) && settings.count == described.count)
}
