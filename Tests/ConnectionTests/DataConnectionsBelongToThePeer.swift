import Foundation
import TestSupport
import Testing

private let complete = 1
private let carol = try! PKI.acme.issue(.person("Carol Example", email: "carol@example.org"))

@Test func bytesGoBothWaysOverDataConnections() throws {
  let handler = try DataHandler()
  let down = try handler.connect(try handler.listen(1))
  let sent = try handler.ask("send 1 3000000", answer: "ended 1 ")
  #expect(sent == [1, complete, 3_000_000], "\(sent)")
  try down.waitForEnd()
  #expect(down.output.bytes.count == 3_000_000)

  let up = try handler.connect(try handler.listen(2))
  _ = try handler.answer("connected 2")
  handler.control.write("receive 2\n")
  up.write(String(repeating: "y", count: 100_000))
  up.finish()
  #expect(try handler.answer("ended 2 ") == [2, complete, 100_000])
  #expect(try handler.answer("read 2 ") == [2, 100_000])
}

@Test func aDataPortIsWithinDataPorts() throws {
  let handler = try DataHandler(settings: ["DataPorts": "62000-62003"])
  for id in 1...8 { #expect((62000...62003).contains(try handler.listen(id))) }
}

@Test func withoutDataPortsThereIsNone() throws {
  let handler = try DataHandler(settings: ["DataPorts": "none"])
  #expect(try handler.ask("listen 1", answer: "none 1 ") == [1, Int(EOPNOTSUPP)])
}

@Test func whereAllPortsAreTakenThereIsNone() throws {
  let taken = try Listening.open(isIPv4: false)
  defer { close(taken.descriptor) }
  let handler = try DataHandler(settings: ["DataPorts": "\(taken.port)"])
  #expect(try handler.ask("listen 1", answer: "none 1 ") == [1, Int(EADDRINUSE)])
}

@Test func anotherKeyIsCutOffAndThePeerIsServed() throws {
  let handler = try DataHandler()
  let port = try handler.listen(1)
  let mallory = try handler.connect(port, as: carol)
  try mallory.waitForEnd()
  #expect(mallory.alert == 49, "access_denied: \(mallory.errors.text)")
  let nobody = try handler.connect(port, as: nil)
  try nobody.waitForEnd()
  #expect(nobody.alert == 116, "certificate_required: \(nobody.errors.text)")
  let thief = try handler.connect(port, as: PKI.alice.withoutItsKey())
  try thief.waitForEnd()
  let alice = try handler.connect(port)
  #expect(try handler.ask("send 1 10", answer: "ended 1 ") == [1, complete, 10])
  try alice.waitForEnd()
  #expect(alice.output.text == "xxxxxxxxxx")
  let record = try handler.node.trail.wait(for: .dataRefused)
  #expect(record[.reason] == "another key than the control connection's")
  #expect(record[.dataAddress] == "::1")
  #expect(record[.session] == (try handler.node.trail.wait(for: .handlerStarted))[.session])
}

@Test func silentCallersDoNotKeepThePeerOut() throws {
  let handler = try DataHandler()
  let port = try handler.listen(1)
  let silent = try (0..<20).map { _ in try RawConnection(handler.node, port: port) }
  let alice = try handler.connect(port)
  #expect(try handler.ask("send 1 10", answer: "ended 1 ") == [1, complete, 10])
  try alice.waitForEnd()
  #expect(alice.output.text == "xxxxxxxxxx")
  withExtendedLifetime(silent) {}
}

@Test(.enabled(if: Network.isPossible, "needs a network namespace"))
func anotherAddressIsCutOffAtOnce() throws {
  let handler = try DataHandler(network: try Network())
  let port = try handler.listen(1)
  let stranger = try RawConnection(
    handler.node, port: port, from: Network.address(prefix: 1, host: 1))
  #expect(stranger.readToEnd(seconds: 5) == [])
  let record = try handler.node.trail.wait(for: .dataRefused)
  #expect(record[.reason] == "it does not come from the peer's address")
  #expect(record[.dataAddress] == "2001:db8:1::1")
  let alice = try handler.connect(port)
  #expect(try handler.ask("send 1 10", answer: "ended 1 ") == [1, complete, 10])
  try alice.waitForEnd()
}
