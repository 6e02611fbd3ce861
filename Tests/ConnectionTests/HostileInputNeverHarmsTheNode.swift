import Foundation
import TestSupport
import Testing

/// A friend is answered in this time, whatever else goes on, in seconds.
private let inTime = 3.0

@Test(.timeLimit(.minutes(2))) func hostileInputNeverHarmsTheNode() throws {
  #expect(HostileInput.table.count >= 200)
  let node = try Node(NodeSetup(handler: "ExecStart=cat", settings: ["HandshakeTimeout": "3s"]))
  let friend = try Caller(node, as: PKI.alice)
  try friend.exchange("here all the time")
  let before = node.resources()

  // These say a byte a second, or rather a byte whenever something else has been tried.
  var dripping = try (0..<8).map { _ in try RawConnection(node) }
  var open: [(HostileInput, RawConnection)] = []
  for (number, input) in HostileInput.table.enumerated() {
    let connection = try RawConnection(node)
    connection.send(input.bytes)
    switch input.ending {
    case .finishes:
      connection.finish()
      open.append((input, connection))
    case .resets: connection.reset()
    case .staysOpen: open.append((input, connection))
    }
    for slow in dripping { slow.send([TLSBytes.clientHello[number % TLSBytes.clientHello.count]]) }
    if number % 40 == 20 {
      let start = Date()
      let caller = try Caller(node, as: PKI.alice)
      try node.report { try caller.exchange("in time", seconds: inTime) }
      caller.finish()
      try caller.waitForEnd()
      #expect(Date().timeIntervalSince(start) < inTime)
      try friend.exchange("still here", seconds: inTime)
    }
  }
  for (input, connection) in open {
    #expect(connection.readToEnd(seconds: 10) != nil, "\(input) holds its session")
  }
  for slow in dripping { #expect(slow.readToEnd(seconds: 10) != nil, "a slow caller holds its session") }
  dripping = []
  open = []

  try friend.exchange("after all that")
  #expect(node.resources(settlingAt: before) == before, "\(ProcessTable.descriptors(of: node.pid))")
  let records = node.trail.records
  let opened = Set(records.filter { $0.event == .sessionOpened }.compactMap { $0[.session] })
  #expect(opened.count >= HostileInput.table.count)
  #expect(records.allSatisfy { $0.event != .childMisbehaved }, "\(records.first { $0.event == .childMisbehaved }!)")
  #expect(records.count { $0.event == .verdict && $0[.verdict] == "allow" } == 1 + records.count { $0[.exit] == "0" })
  friend.finish()
  _ = try node.trail.wait(for: .sessionClosed, count: opened.count)
  #expect(try node.stop() == 0)
}

@Test func renegotiationIsRefused() throws {
  var setup = NodeSetup()
  setup.settings["MinimumTLS"] = "1.2"
  let node = try Node(setup)
  let caller = try Caller(node, as: PKI.alice, options: ["-tls1_2"], takesCommands: true)
  try caller.exchange("before")
  caller.write("R\n")
  try caller.waitForEnd()
  #expect(caller.errors.text.contains("renegotiation"), "\(caller.errors.text)")
  _ = try node.trail.wait(for: .sessionClosed)
  let other = try Caller(node, as: PKI.alice)
  try other.exchange("another", seconds: inTime)
}

@Test(arguments: ["K", "k"]) func aChangeOfKeysIsWelcome(_ command: String) throws {
  let node = try Node()
  let caller = try Caller(node, as: PKI.alice, takesCommands: true)
  try caller.exchange("before")
  caller.write(command + "\n")
  try caller.errors.wait(for: "KEYUPDATE")
  try caller.exchange("after")
}
