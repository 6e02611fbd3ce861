import Foundation
import SIP
import TestSupport
import Testing

/// Bob's node with the real handler; Alice calls with openssl(1).
private func chatNode() throws -> Node {
  var setup = NodeSetup()
  setup.handlers = [
    "chat": "ExecStart=\(Programs.path("peertls-chat"))\nALPN=sip/2\nStateDirectory=chat"
  ]
  setup.socketName = "chat"
  return try Node(setup)
}

private func ask(_ id: String, _ body: String = "hello") -> String {
  String(decoding: Ask(id: id, body: body).bytes, as: UTF8.self)
}

private func names(_ node: Node, _ box: String) -> [String] {
  let path = node.scratch.path + "/state/chat/alice@example.org/" + box
  return ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
}

@Test func aMessageArrivesThroughANode() throws {
  let node = try chatNode()
  let caller = try Caller(node, as: PKI.alice, alpn: "sip/2")
  try node.report {
    caller.write(ask("1"))
    try caller.output.wait(for: "SIP/2.0 200 OK")
    #expect(names(node, "new").count == 1)
    caller.write(ask("2").replacingOccurrences(of: "sip:alice@example.org", with: "sip:eve@example.org"))
    try caller.output.wait(for: "SIP/2.0 403 From Is Not an Identity of the Certificate")
    caller.finish()
    try caller.waitForEnd()
  }
  #expect(try node.trail.wait(for: .sessionClosed)[.exit] == "0")
}

@Test func whatWaitsForAPeerGoesOverItsOwnCall() throws {
  let node = try chatNode()
  let first = try Caller(node, as: PKI.alice, alpn: "sip/2")
  try node.report {
    first.write(ask("1"))
    try first.output.wait(for: "SIP/2.0 200 OK")
    first.finish()
    try first.waitForEnd()
  }
  let name = "1800000000.000001.0123456789abcdef"
  let path = node.scratch.path + "/state/chat/alice@example.org/out/" + name
  try Data("\r\nContent-Type: text/plain\r\n\r\nfrom bob".utf8).write(to: URL(filePath: path))
  chmod(path, 0o666)
  let second = try Caller(node, as: PKI.alice, alpn: "sip/2")
  try node.report {
    try second.output.wait(for: "from bob")
    var framer = Framer()
    framer.append(second.output.bytes)
    var request: Request?
    while let arrival = framer.next() { if case .message(.request(let found)) = arrival { request = found } }
    second.write(String(decoding: try Response(to: #require(request), .ok, tag: "a").encode(), as: UTF8.self))
    let end = Date(timeIntervalSinceNow: 10)
    while names(node, "sent") != [name] && Date() < end { usleep(1000) }
    #expect(names(node, "sent") == [name])
    second.finish()
    try second.waitForEnd()
  }
}

@Test func aCallThatIsCutStoresNoHalfMessage() throws {
  let node = try chatNode()
  let caller = try Caller(node, as: PKI.alice, alpn: "sip/2")
  try node.report {
    caller.write(ask("1") + String(ask("2").dropLast(2)))
    try caller.output.wait(for: "SIP/2.0 200 OK")
    caller.vanish()
    _ = try node.trail.wait(for: .sessionClosed)
  }
  #expect(names(node, "new").count == 1)
}
