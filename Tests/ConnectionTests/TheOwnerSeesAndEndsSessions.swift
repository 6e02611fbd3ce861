import Foundation
import Handoff
import Journal
import TestSupport
import Testing

/// Runs `peertls` for the owner of a node.
private func owner(_ node: Node, _ words: [String]) throws -> Run {
  try Run([Programs.path("peertls"), words[0], "--runtime", node.scratch.path + "/run"] + words.dropFirst())
}

private func status(_ node: Node) throws -> [String: Any] {
  let run = try owner(node, ["status", "--json"])
  #expect(run.code == 0, "\(run.errors)")
  return try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
}

private func sessions(_ node: Node) throws -> [[String: Any]] {
  try #require(try status(node)["sessions"] as? [[String: Any]])
}

@Test func statusTellsWhatTheTrailTells() throws {
  var setup = NodeSetup(policy: "anchor acme anchors/acme.pem\nallow * anchor=acme\n")
  setup.handlers["echo"] = "ExecStart=cat\nALPN=echo\nMaxSessions=7"
  setup.settings["MaxSessionsPerSource"] = "50"
  let node = try Node(setup)
  let caller = try Caller(node, as: PKI.alice)
  try caller.exchange("in")
  let (started, loaded) = (try node.trail.wait(for: .handlerStarted), try node.trail.wait(for: .policyLoaded))
  let told = try status(node)
  #expect(told["state"] as? String == "serving" && told["accepted"] as? Int == 1)
  #expect(told["policy"] as? String == loaded[.policy])
  let now = Date().timeIntervalSince1970 * 1e6
  #expect(abs(now - (told["since"] as? Double ?? 0)) < 60e6)
  let session = try #require((told["sessions"] as? [[String: Any]])?.first)
  #expect(session["session"] as? String == started[.session])
  #expect(session["peer_address"] as? String == "::1" && session["peer_port"] as? Int == Int(started[.peerPort] ?? ""))
  #expect(session["service"] as? String == "echo" && session["rule"] as? String == "policy:2")
  #expect(session["peer_key"] as? String == PKI.alice.keyFingerprint)
  #expect(session["phase"] as? String == "serving" && session["unknown_source"] as? Bool == false)
  #expect(session["former_acceptor_pid"] is NSNull)
  let peer = try #require((told["peers"] as? [[String: Any]])?.first)
  #expect(peer["peer_key"] as? String == PKI.alice.keyFingerprint && peer["sessions"] as? Int == 1)
  #expect(peer["services"] as? [String: Int] == ["echo": 1])
  let handler = try #require(session["handler_pid"] as? Int)
  #expect(started.message.hasSuffix("runs as process \(handler)"))
  let limits = try #require(told["limits"] as? [String: Any])
  #expect(limits["sessions_per_source"] as? Int == 50 && limits["source_prefix_length"] as? Int == 64)
  #expect((limits["known_sources"] as? [String: Int])?["count"] == 1)
  #expect((limits["handlers"] as? [String: [String: Int]])?["echo"] == ["count": 1, "most": 7])
  #expect(limits["unknown_processor_share"] is NSNull, "infinity")
  let table = try owner(node, ["status"])
  #expect(table.code == 0 && table.output.contains(started[.session] ?? "?"))
  #expect(table.output.contains("serving since 20") && table.output.contains("echo  1 of 7"), "\(table.output)")
  #expect(table.output.contains("       1  \(PKI.alice.keyFingerprint.prefix(16))…  echo 1"), "\(table.output)")
  caller.finish()
  try caller.waitForEnd()
  _ = try node.trail.wait(for: .sessionClosed)
  while try !sessions(node).isEmpty { usleep(20_000) }
}

@Test func statusCountsWhatWasTurnedAwayAndPenalised() throws {
  let node = try Node(
    NodeSetup(handler: "ExecStart=cat", settings: ["PerSourcePenalties": "nocert:20s handshake:0 min:30s"]))
  for _ in 0..<2 { try Caller(node, as: nil).waitForEnd() }
  _ = try node.trail.wait(for: .limit)
  for _ in 0..<3 { #expect(try RawConnection(node).readToEnd(seconds: 5) == []) }
  let told = try status(node)
  #expect((told["refused"] as? [String: Int]) == ["source has a penalty": 3])
  let penalty = try #require((told["penalties"] as? [[String: Any]])?.first)
  #expect(penalty["source"] as? String == "::/64" && penalty["kept_out"] as? Bool == true)
  #expect(penalty["causes"] as? [String: Int] == ["nocert": 2])
  #expect((20_000...40_000).contains(penalty["left"] as? Int ?? 0))
  #expect(try owner(node, ["status"]).output.contains("::/64  nocert 2"))
}

/// More than one answer holds.
@Test func statusShowsHundredsOfSessions() throws {
  let node = try Node(NodeSetup(handler: "ExecStart=cat", settings: ["MaxSessions": "200", "HandshakeTimeout": "60s"]))
  let callers = try (0..<150).map { _ in try RawConnection(node) }
  _ = try node.trail.wait(for: .sessionOpened, count: 150, seconds: 30)
  let numbers = Set(try sessions(node).compactMap { $0["session"] as? String })
  #expect(numbers == Set(node.trail.records.compactMap { $0.event == .sessionOpened ? $0[.session] : nil }))
  withExtendedLifetime(callers) {}
}

@Test func endEndsOneSession() throws {
  let node = try Node()
  let leaving = try Caller(node, as: PKI.alice)
  try leaving.exchange("in")
  let number = try #require(try sessions(node).first?["session"] as? String)
  let staying = try Caller(node, as: PKI.alice)
  try staying.exchange("in too")
  let run = try owner(node, ["end", number.uppercased(), "--reason", "zu spät"])
  #expect(run.code == 0 && run.output.isEmpty && run.errors.isEmpty, "\(run)")
  try leaving.waitForEnd()
  let closed = try node.trail.wait(for: .sessionClosed)
  #expect(closed[.session] == number && closed[.exit] == "SIGHUP")
  #expect(closed[.reason] == "ended by the owner: zu spät")
  try staying.exchange("still in")
  let again = try owner(node, ["end", number])
  #expect(again.code == 66 && again.errors.contains("there is no session \(number)"))
}

@Test func endEndsAHandshake() throws {
  let node = try Node()
  let silent = try RawConnection(node)
  let number = try #require(try node.trail.wait(for: .sessionOpened)[.session])
  #expect(try owner(node, ["end", number]).code == 0)
  #expect(silent.readToEnd(seconds: 5) != nil)
  #expect(try node.trail.wait(for: .sessionClosed)[.reason] == "ended by the owner")
}

/// One that was taken over and asks for a handler when it is told to end has no more time for that.
@Test func endIsNotPutOffByAskingForAHandler() throws {
  var setup = NodeSetup(handler: "ExecStart=cat")
  setup.session = FakeSession(
    """
    nothing = bytes(16 + \(2 * Variable.allCases.count))
    while channel.recv(8192)[0] != 6: pass
    channel.send(b"\\x01" + struct.pack("<H", 4) + b"echo" + b"\\x01" * 32 + nothing)
    while True:
        if channel.recv(8192)[:1] == b"\\x09": channel.send(b"\\x06")
    """)
  let node = try Node(setup)
  let caller = try RawConnection(node)
  let end = Date(timeIntervalSinceNow: 10)
  while try sessions(node).isEmpty && Date() < end { usleep(10_000) }
  let number = try #require(try sessions(node).first?["session"] as? String)
  #expect(try owner(node, ["end", number]).code == 0)
  let closed = try node.trail.wait(for: .sessionClosed, seconds: 13)
  #expect(closed[.reason] == "ended by the owner" && closed[.exit] == nil)
  withExtendedLifetime(caller) {}
}

/// What does not go is killed.
@Test func endKillsAHandlerThatStays() throws {
  let node = try Node(NodeSetup(program: "#!/bin/bash\ntrap '' HUP\necho here\nwhile :; do read -t 1 _; done\n"))
  let caller = try Caller(node, as: PKI.alice)
  try caller.output.wait(for: "here")
  let number = try #require(try sessions(node).first?["session"] as? String)
  #expect(try owner(node, ["end", number]).code == 0)
  #expect(try owner(node, ["end", number]).code == 75, "it is ending already")
  let closed = try node.trail.wait(for: .sessionClosed, seconds: 12)
  #expect(closed[.exit] == "SIGKILL" && closed[.reason] == "ended by the owner")
}

/// A session that was taken over and does not listen.
@Test func endKillsASessionThatDoesNotListen() throws {
  var setup = NodeSetup()
  setup.session = FakeSession("while True: time.sleep(1)")
  let node = try Node(setup)
  let caller = try RawConnection(node)
  while try sessions(node).isEmpty { usleep(20_000) }
  let number = try #require(try sessions(node).first?["session"] as? String)
  #expect(try owner(node, ["end", number]).code == 0)
  let closed = try node.trail.wait(for: .sessionClosed, seconds: 15)
  #expect(closed.message == "session cut short" && closed[.reason] == "ended by the owner")
  #expect(!node.trail.records.contains { $0.event == .childMisbehaved })
  withExtendedLifetime(caller) {}
}

@Test(arguments: ["1", "x", "0123456789abcdeg", "0x23456789abcdef", "+123456789abcdef", "0123456789abcdef0", ""])
func whatIsNoSessionsNumberIsRefused(_ word: String) throws {
  let run = try peertls("end", "--runtime", "/nowhere", word)
  #expect(run.code == 64 && run.errors.contains("expected 16 hexadecimal digits"), "\(run)")
}

@Test func whereNoNodeRunsIsSaid() throws {
  let scratch = try Scratch()
  for words in [["status"], ["end", "0123456789abcdef"]] {
    let run = try Run([Programs.path("peertls"), words[0], "--runtime", scratch.path] + words.dropFirst())
    #expect(run.code == 69 && run.errors.contains("no node runs here"), "\(run)")
  }
  let node = try Node()
  #expect(try node.stop() == 0)
  #expect(try owner(node, ["status"]).code == 69, "its socket is gone with it")
}

@Test(.enabled(if: Programs.isPrivileged, "root alone can be somebody else")) func othersMayNotAsk() throws {
  let node = try Node()
  let socket = node.scratch.path + "/run/control"
  #expect(try FileManager.default.attributesOfItem(atPath: socket)[.posixPermissions] as? Int == 0o600)
  func ask() throws -> Run {
    try Run([
      "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", Programs.path("peertls"), "status", "--runtime",
      node.scratch.path + "/run",
    ])
  }
  #expect(try ask().code == 77)
  // And where the socket's mode does not keep them out, the acceptor does.
  chmod(socket, 0o666)
  var directory = node.scratch.path + "/run"
  while directory.count > 1 {
    var status = stat()
    stat(directory, &status)
    if status.st_uid == geteuid() && status.st_mode & 0o001 == 0 { chmod(directory, status.st_mode & 0o7777 | 0o011) }
    directory = (directory as NSString).deletingLastPathComponent
  }
  let run = try ask()
  #expect(run.code == 77 && run.errors.contains("only root and its own user may ask"), "\(run)")
  #expect(try owner(node, ["status"]).code == 0)
}

/// Clients that say nothing, that never read, and that say nonsense: the owner is answered, and callers are too.
@Test func nobodyHoldsTheOwnersLineUp() throws {
  let node = try Node()
  let friend = try Caller(node, as: PKI.alice)
  try friend.exchange("before")
  let crowd = try ChildProcess([
    "python3", "-I", "-c",
    """
    import os, socket, struct, sys
    crowd = []
    for turn in range(40):
        client = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        client.connect(sys.argv[1])
        crowd.append(client)
        client.settimeout(0)
        try:
            if turn % 4 == 1:
                for _ in range(5000): client.send(bytes([1]))
            if turn % 4 == 2: client.send(os.urandom(1000))
            if turn % 4 == 3: client.send(bytes([4]) + b"\\0" * 8 + struct.pack("<H", 5) + b"\\n" * 5)
        except (BlockingIOError, BrokenPipeError, ConnectionResetError): pass
    print("all are here", flush=True)
    sys.stdin.read()
    """, node.scratch.path + "/run/control",
  ])
  try crowd.output.wait(for: "all are here", seconds: 20)
  for _ in 0..<5 { #expect(try sessions(node).count == 1) }
  try friend.exchange("after")
  let another = try Caller(node, as: PKI.alice)
  try another.exchange("anew")
  crowd.closeInput()
  #expect(try crowd.wait(seconds: 10) == 0, "\(crowd.errors.text)")
  #expect(node.isRunning)
}

@Test func statusShowsTheDrain() throws {
  let node = try Node()
  let caller = try Caller(node, as: PKI.alice)
  try caller.exchange("in")
  node.signal(SIGTERM)
  try node.waitForNotification("STOPPING=1")
  #expect(try status(node)["state"] as? String == "draining")
  let number = try #require(try sessions(node).first?["session"] as? String)
  #expect(try owner(node, ["end", number]).code == 0)
  #expect(try node.waitForEnd() == 0, "nobody is left")
}

/// An acceptor that ends takes away its own socket alone.
@Test func anotherNodesSocketIsLeft() throws {
  let node = try Node()
  let socket = node.scratch.path + "/run/control"
  try FileManager.default.removeItem(atPath: socket)
  try node.scratch.write("run/control", "another's")
  #expect(try node.stop() == 0)
  #expect(try node.scratch.read("run/control") == "another's")
}

/// Columns are as wide as what is in them.
@Test func statusKeepsToItsColumns() throws {
  let long = "a-service-with-quite-a-long-name"
  var setup = NodeSetup()
  setup.handlers[long] = "ExecStart=cat\nALPN=long"
  let node = try Node(setup)
  let callers = try ["echo", "long"].map { try Caller(node, as: PKI.alice, alpn: $0) }
  for caller in callers { try caller.exchange("in") }
  let rows = try owner(node, ["status"]).output.split(separator: "\n").map(String.init)
  let head = try #require(rows.first { $0.hasPrefix("SESSION") })
  let column = try #require(head.range(of: "RULE")).lowerBound.utf16Offset(in: head)
  let sessions = rows.filter { $0.contains(" policy:") && $0.contains("serving") }
  #expect(sessions.count == 2)
  #expect(sessions.allSatisfy { $0.utf8.dropFirst(column).starts(with: "policy:".utf8) }, "\(rows)")
  for caller in callers { caller.finish() }
}
