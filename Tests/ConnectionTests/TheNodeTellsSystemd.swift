import Foundation
import TestSupport
import Testing

@Test func itFeedsTheWatchdogAndSaysWhatItDoes() throws {
  var setup = NodeSetup()
  setup.environment["WATCHDOG_USEC"] = "200000"
  let node = try Node(setup)
  try node.waitForNotification("WATCHDOG=1", count: 3)
  try node.reload(setup)
  try node.waitForNotification("RELOADING=1")
  #expect(try node.stop() == 0)
  try node.waitForNotification("STOPPING=1")
}

@Test func withoutSocketsItSaysWhatToDo() throws {
  let node = try ChildProcess([Programs.path("peertlsd")])
  #expect(try node.wait() == 78)
  try node.errors.waitForEnd()
  #expect(node.errors.text.contains("no sockets"))
  #expect(node.errors.text.split(separator: "\n").count == 1)
}

@Test func anIPv4SocketIsRefused() throws {
  var setup = NodeSetup()
  setup.listensOnIPv4 = true
  let node = try Node(setup, waitsForReady: false)
  #expect(try node.waitForEnd() == 78)
  try node.trail.waitForEnd()
  #expect(node.trail.lines.contains { $0.contains("IPv6") }, "\(node.trail.tail)")
  #expect(node.trail.lines.count == 1)
}
