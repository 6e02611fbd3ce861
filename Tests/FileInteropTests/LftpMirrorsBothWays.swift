import Foundation
import TestSupport
import Testing

/// A directory of everything that directories have.
private func tree(in scratch: Scratch) throws -> String {
  let root = try scratch.directory("tree")
  for directory in ["a/b/c/d/e", "with space", "🦊", "empty", "it's \"quoted\""] {
    try scratch.directory("tree/" + directory)
  }
  for (number, name) in [
    "zero", "one", "million", "a/b/c/d/e/deep", "with space/of it", "🦊/👩‍👩‍👧", "it's \"quoted\"/it's \"quoted\"", ".hidden",
  ].enumerated() {
    try Contents.file("\(root)/\(name)", size: number < 2 ? number : 1 << (2 * number + 6), seed: 1 + number)
  }
  for number in 0..<40 { try Contents.file("\(root)/a/\(number)", size: number * 777, seed: 100 + number) }
  return root
}

@Test func lftpMirrorsBothWays() throws {
  let scratch = try Scratch()
  let node = try Node(.file())
  let lftp = Lftp(node: node, scratch: scratch)
  let root = try tree(in: scratch)
  try lftp.run(["mirror -R --no-perms \(Lftp.quoted(root)) incoming/tree"])
  try compareTrees(root, node.incoming() + "/tree")
  let back = scratch.path + "/back"
  try lftp.run(["mirror incoming/tree \(Lftp.quoted(back))"])
  try compareTrees(root, back)
  // Times go along, so that the second time there is nothing to do.
  let again = try lftp.run([
    "mirror --dry-run incoming/tree \(back)", "mirror -R --no-perms --dry-run \(root) incoming/tree",
  ])
  #expect(again.split(separator: "\n").allSatisfy { $0.hasPrefix("mkdir -p ") }, "\(again)")
  // Both follow when something is gone.
  try FileManager.default.removeItem(atPath: root + "/a/b")
  try lftp.run(["mirror -R --no-perms --delete \(root) incoming/tree", "mirror --delete incoming/tree \(back)"])
  try compareTrees(root, node.incoming() + "/tree")
  try compareTrees(root, back)
  #expect(try node.stop() == 0)
}

@Test func lftpMirrorsInParallel() throws {
  let scratch = try Scratch()
  let node = try Node(.file())
  let lftp = Lftp(node: node, scratch: scratch)
  let root = try tree(in: scratch)
  try lftp.run(["mirror -R --no-perms --parallel=4 \(root) incoming/tree"])
  try compareTrees(root, node.incoming() + "/tree")
  let back = scratch.path + "/back"
  try lftp.run(["mirror --parallel=4 --use-pget-n=3 incoming/tree \(back)"])
  try compareTrees(root, back)
  #expect(node.trail.records.count { $0.event == .verdict } >= 8, "by several connections at once")
  #expect(try node.stop() == 0)
}

@Test func lftpGetsOneFileByFourConnections() throws {
  let scratch = try Scratch()
  let node = try Node(.file())
  let file = try Contents.file(node.offered() + "/file", size: (16 << 20) + 1)
  let back = scratch.path + "/back"
  try Lftp(node: node, scratch: scratch).run(["pget -n 4 pub/file -o \(back)"])
  try compare(file, back)
  #expect(node.trail.records.count { $0.event == .verdict } == 4)
  #expect(try node.stop() == 0)
}

/// GnuTLS writes the last flight of a handshake in two pieces, and lftp leaves Nagle's algorithm on: for every file it
/// would wait 40 ms, were the first piece not acknowledged at once. A network of the tests' own counts for them alone.
@Test(.enabled(if: Network.isPossible, "a network of our own is root's to make"))
func smallFilesDoNotWaitForAcknowledgements() throws {
  let count = 200
  let scratch = try Scratch()
  var setup = NodeSetup.file()
  setup.network = try Network()
  let node = try Node(setup)
  let small = try node.offered("small")
  for number in 0..<count { try Data("\(number)".utf8).write(to: URL(filePath: "\(small)/\(number)")) }
  let back = scratch.path + "/back"
  // Where there is no address but ::1, lftp finds not even that (AI_ADDRCONFIG).
  _ = try node.run { try ChildProcess.run(["ip", "address", "add", "2001:db8::1/128", "dev", "lo"]) }
  let before = try delayedAcknowledgements(node)
  try Lftp(node: node, scratch: scratch).run(["mirror pub/small \(back)"])
  #expect(try delayedAcknowledgements(node) - before < count / 4)
  try compareTrees(small, back)
  #expect(try node.stop() == 0)
}

/// DelayedACKs of the network that a node is in.
private func delayedAcknowledgements(_ node: Node) throws -> Int {
  let text = try node.run { try String(contentsOfFile: "/proc/thread-self/net/netstat", encoding: .utf8) }
  let lines = text.split(separator: "\n").filter { $0.hasPrefix("TcpExt:") }.map { $0.split(separator: " ") }
  let column = try #require(lines.first?.firstIndex(of: "DelayedACKs"))
  return try #require(lines.last.flatMap { Int($0[column]) })
}
