import Foundation
import TestSupport
import Testing

/// Debian's sipp, which knows no TLS, behind stunnel with Alice's certificate: a thousand messages at fifty a second, all
/// answered 200, all stored once.
@Test(arguments: [1, 20]) func sippSendsAThousandMessages(_ connections: Int) throws {
  let scratch = try Scratch()
  let node = try Node(.chat())
  let tunnel = try Stunnel(to: node, as: PKI.alice, in: scratch)
  let scenario = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Scenarios/message.xml").path
  let directory = try scratch.directory("sipp")
  // Where more calls are under way than it may have sockets, they share them, and one closes another's.
  let transport =
    connections == 1 ? ["-t", "t1", "-l", "200"] : ["-t", "tn", "-l", "\(connections)", "-max_socket", "1000"]
  let sipp = try ChildProcess(
    ["env", "-C", directory, "TERM=dumb", "sipp", "[::1]:\(tunnel.port)", "-sf", scenario, "-i", "[::1]"] + transport
      + ["-m", "1000", "-r", "50", "-nostdin", "-trace_err", "-timeout", "400", "-timeout_error"])
  let code = try sipp.wait(seconds: 430)
  // What came instead of 200.
  let logs = try FileManager.default.contentsOfDirectory(atPath: directory).filter { $0.hasSuffix("_errors.log") }
  let complaint = try logs.map { try scratch.read("sipp/" + $0) }.joined().prefix(2000)
  #expect(code == 0, "\(complaint)\n\(sipp.errors.text.suffix(1000))\n\(node.trail.tail)")
  let names = node.messages("new", with: "alice@example.org")
  #expect(names.count == 1000)
  let texts = try Set(
    names.map { name in
      try node.message(name, in: "new", with: "alice@example.org")
        .split(whereSeparator: \.isNewline).last.map(String.init) ?? ""
    })
  #expect(texts == Set((1...1000).map { "message \($0)" }))
  #expect(try node.stop() == 0)
}
