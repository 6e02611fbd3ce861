import TestSupport
import Testing

private func setup() -> NodeSetup {
  var setup = NodeSetup()
  setup.handlers = ["chat": "ExecStart=cat\nALPN=sip/2 sips/2", "file": "ExecStart=cat\nALPN=ftp-data ftp"]
  setup.socketName = "file"
  return setup
}

@Test(arguments: [("sip/2", "chat"), ("sips/2", "chat"), ("ftp", "file"), ("unknown,ftp", "file")])
func alpnChoosesTheService(_ alpn: String, _ service: String) throws {
  let record = try expectWelcome(for: PKI.alice, by: setup(), alpn: alpn)
  #expect(record[.service] == service)
}

@Test func withoutALPNTheSocketsNameDoes() throws {
  let record = try expectWelcome(for: PKI.alice, by: setup(), alpn: nil)
  #expect(record[.service] == "file")
}

@Test func refusesProtocolsThatNoHandlerSpeaks() throws {
  let node = try Node(setup())
  let caller = try Caller(node, as: PKI.alice, alpn: "gopher,finger")
  try caller.waitForEnd()
  #expect(caller.alert == Alert.noApplicationProtocol.rawValue)
  let closed = try node.trail.wait(for: .sessionClosed)
  #expect(closed[.reason]?.contains("ALPN") == true)
}
