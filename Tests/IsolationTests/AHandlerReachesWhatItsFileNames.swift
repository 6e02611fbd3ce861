import Foundation
import Journal
import TestSupport
import Testing

/// What a shell of a handler gets done, by what its file says; each line is tried with it and without.
private let reaches: [(line: String, script: String, answer: String)] = [
  ("ExecPaths=/usr/bin /bin\nLimitNPROC=infinity", "/usr/bin/id -u >/dev/null && echo run", "run"),
  ("LimitNPROC=infinity", "(echo started)", "started"),
  ("ReadOnlyPaths=/etc/passwd", "read -r line </etc/passwd && echo read", "read"),
  ("ReadOnlyPaths=-/none /etc", "read -r line </etc/passwd && echo read", "read"),
  ("ReadWritePaths=@SHARED@", "echo x >@SHARED@/made && echo written", "written"),
]

@Test(.enabled(if: isIsolated), arguments: reaches)
func aHandlerReachesWhatItsFileNames(_ reach: (line: String, script: String, answer: String)) throws {
  let scratch = try Scratch()
  chmod(try scratch.directory("shared"), 0o777)
  func filled(_ text: String) -> String { text.replacing("@SHARED@", with: scratch.path + "/shared") }
  func answer(_ line: String) throws -> String {
    let node = try Node(NodeSetup(handler: "ExecStart=/bin/sh -c '\(filled(reach.script)) 2>&-'\n\(filled(line))"))
    let caller = try Caller(node, as: PKI.alice)
    try caller.waitForEnd()
    return caller.output.text
  }
  #expect(try answer(reach.line) == reach.answer + "\n")
  #expect(try answer("") == "")
}

/// Who may run programs cannot take all of the system's processes (a fork bomb).
@Test(.enabled(if: isIsolated)) func processesAreBounded() throws {
  // The account is that of all tests.
  let node = try Node(NodeSetup(handler: "ExecStart=/bin/sh -c 'ulimit -p'\nExecPaths=/usr/bin\nMaxSessions=5000"))
  let caller = try Caller(node, as: PKI.alice)
  try caller.waitForEnd()
  #expect(caller.output.text == "40000\n")
}

/// RestrictAddressFamilies= lets a handler connect, each family by its own name.
@Test(.enabled(if: isIsolated), arguments: [("AF_UNIX", "UNIX"), ("AF_INET6", "INET6"), ("AF_INET", "INET")])
func aHandlerMakesTheSocketsThatItsFileNames(_ family: String, _ name: String) throws {
  let python = """
    import socket
    for family in socket.AF_UNIX, socket.AF_INET6, socket.AF_INET:
        try: socket.socket(family); print(family.name)
        except PermissionError: pass
    """
  var setup = NodeSetup(
    handler: "ExecStart=/usr/bin/python3 -I @BIN@/sockets\nReadOnlyPaths=@BIN@\nRestrictAddressFamilies=\(family)")
  setup.programs["sockets"] = python
  let node = try Node(setup)
  let caller = try Caller(node, as: PKI.alice)
  try caller.waitForEnd()
  let made = caller.output.text.split(separator: "\n").map(String.init)
  #expect(made.contains("AF_" + name), "\(made), \(node.trail.tail)")
  #expect(made.contains("AF_UNIX") == (name == "UNIX"))
  #expect(made.contains("AF_INET6") == (name != "UNIX") && made.contains("AF_INET") == (name != "UNIX"))
}

/// A place that is not there is an error of the load, with the file's name.
@Test func aPlaceThatIsMissingIsSaid() throws {
  let node = try Node(NodeSetup(handler: "ExecStart=cat\nReadOnlyPaths=/no/such/place"), waitsForReady: false)
  let rejected = try node.trail.wait(for: .policyRejected)
  #expect(rejected.message.contains("echo.handler") && rejected.message.contains("/no/such/place"))
  #expect(try node.waitForEnd() == 78)
}

/// A program or a state directory that was replaced, as by an upgrade, is used without a reload.
@Test(.enabled(if: isIsolated)) func whatWasReplacedIsUsed() throws {
  let node = try Node(NodeSetup(program: "#!/bin/sh\necho old >written; cat written\n"))
  func answer() throws -> String {
    let caller = try Caller(node, as: PKI.alice)
    try caller.waitForEnd()
    return caller.output.text
  }
  #expect(try answer() == "old\n")
  try node.scratch.write("bin/next", "#!/bin/sh\necho new >written; cat written\n", mode: 0o755)
  try FileManager.default.removeItem(atPath: node.scratch.path + "/state/echo")
  chmod(try node.scratch.directory("state/echo"), 0o777)
  try ChildProcess.run(["mv", node.scratch.path + "/bin/next", node.scratch.path + "/bin/program"])
  #expect(try answer() == "new\n")
}

/// The interpreter too, and one that is not there refuses its own callers alone.
@Test(.enabled(if: isIsolated)) func anInterpreterIsFoundWhenItIsThere() throws {
  let scratch = try Scratch()
  var setup = NodeSetup(program: "#!\(scratch.path)/sh\necho found\n")
  setup.handlers["other"] = "ExecStart=cat\nALPN=other"
  let node = try Node(setup)
  let other = try Caller(node, as: PKI.alice, alpn: "other")
  try other.exchange("served")
  try Caller(node, as: PKI.alice).waitForEnd()
  _ = try node.trail.wait(for: .sessionClosed) { $0[.reason]?.contains("could not be started") == true }
  try ChildProcess.run(["cp", "/bin/sh", scratch.path + "/sh"])
  let caller = try Caller(node, as: PKI.alice)
  try caller.waitForEnd()
  #expect(caller.output.text == "found\n", "\(node.trail.tail)")
}

/// A link that another handler has put into its directory leads nowhere.
@Test(.enabled(if: isIsolated)) func aPlantedLinkIsNotFollowed() throws {
  let setup = NodeSetup(handler: "ExecStart=cat\nReadOnlyPaths=-@BIN@/planted")
  let node = try Node(setup)
  try node.scratch.directory("bin")
  try ChildProcess.run(["ln", "-s", "/etc", node.scratch.path + "/bin/planted"])
  try ChildProcess.run(["chown", "-h", Programs.unprivilegedAccount, node.scratch.path + "/bin/planted"])
  node.signal(SIGHUP)
  let rejected = try node.trail.wait(for: .policyRejected)
  #expect(rejected.message.contains("planted") && rejected.message.contains("Too many levels of symbolic links"))
}

/// peertls-handler-contract(7)'s example with the file of peertls.handler(5): a report is kept.
@Test(.enabled(if: isIsolated)) func theExampleOfTheContractRuns() throws {
  let page = try String(contentsOfFile: Programs.package + "/man/peertls-handler-contract.7", encoding: .utf8)
  let start = try #require(page.range(of: "#!/bin/sh\n# One report"))
  let end = try #require(page.range(of: ".Ed", range: start.upperBound..<page.endIndex))
  let script = page[start.lowerBound..<end.lowerBound].replacing("\\e", with: "\\")
  var setup = NodeSetup(
    handler: """
      ExecStart=@BIN@/take-report --quiet
      StateDirectory=report
      ExecPaths=/usr/bin
      LimitNPROC=infinity
      LimitAS=256M
      LimitFSIZE=1G
      """)
  setup.programs["take-report"] = String(script)
  let node = try Node(setup)
  // s_client says that it has finished, and takes what comes then no more: what is kept tells.
  let caller = try Caller(node, as: PKI.alice)
  caller.write("what I saw\n")
  caller.finish()
  let closed = try node.trail.wait(for: .sessionClosed)
  #expect(closed[.exit] == "0", "\(node.trail.tail)")
  let kept = try ChildProcess(["grep", "-rl", "what I saw", node.scratch.path + "/state/report"])
  #expect(try kept.wait() == 0)
}

/// peertls.handler(5)'s example: git's own server serves a repository, and reads nothing else.
@Test(.enabled(if: isIsolated)) func gitServes() throws {
  let scratch = try Scratch()
  let repository = scratch.path + "/srv/one"
  try ChildProcess.run(["git", "init", "--quiet", repository])
  let identity = ["-c", "user.name=Alice", "-c", "user.email=alice@example.org"]
  try ChildProcess.run(["git", "-C", repository] + identity + ["commit", "--quiet", "--allow-empty", "-m", "first"])
  try ChildProcess.run(["chown", "-R", Programs.unprivilegedAccount, scratch.path + "/srv"])
  let node = try Node(
    NodeSetup(
      handler: """
        ExecStart=git daemon --inetd --log-destination=stderr --export-all --base-path=\(scratch.path)/srv \(scratch.path)/srv
        ExecPaths=/usr/bin/git /usr/lib/git-core
        LimitNPROC=infinity
        ReadOnlyPaths=\(scratch.path)/srv -/etc/gitconfig
        """))
  let caller = try Caller(node, as: PKI.alice)
  caller.write("0020git-upload-pack /one\0host=x\0")
  try node.report { try caller.output.wait(forBytes: 4) }
  #expect(caller.output.text.contains(" HEAD"), "\(node.trail.tail)")
  caller.finish()
  try caller.waitForEnd()
}
