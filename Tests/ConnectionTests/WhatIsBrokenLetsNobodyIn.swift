import Foundation
import Journal
import TestSupport
import Testing

/// A key that others can read is refused at the start, and what to do is said.
@Test func aKeyThatOthersCanReadStartsNothing() throws {
  var setup = NodeSetup()
  setup.files["node.key"] = try String(contentsOfFile: setup.credential.key, encoding: .utf8)
  let node = try Node(setup, waitsForReady: false)
  let rejected = try node.trail.wait(for: .policyRejected)
  #expect(rejected.message.contains("node.key: permissions 0644 are too open"), "\(rejected.message)")
  #expect(rejected.message.contains("chmod 600"))
  #expect(try node.waitForEnd() == 78)
  #expect(node.trail.records.filter { $0.event == .policyRejected }.count == 1)
}

/// A compiled policy that was damaged where it lies lets nobody in, says so, and is made anew by a reload.
@Test func aDamagedPolicyLetsNobodyIn() throws {
  let setup = NodeSetup(handler: "ExecStart=cat", settings: ["Spares": "0"])
  let node = try Node(setup)
  let before = try Caller(node, as: PKI.alice)
  try before.exchange("before")
  let path = node.scratch.path + "/run/policy.cdb"
  let size = try #require(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
  let file = try #require(FileHandle(forWritingAtPath: path))
  try file.write(contentsOf: Data(repeating: 0xff, count: size))
  try file.close()
  let during = try Caller(node, as: PKI.alice)
  try during.waitForEnd()
  #expect(during.output.bytes.isEmpty)
  try node.trail.wait(forLine: "the compiled policy is unusable")
  try node.reload(setup)
  try Caller(node, as: PKI.alice).exchange("after")
}
