import Foundation
import TestSupport
import Testing

/// Alice and the real node of Bob's, with peertls-file.
private final class Friends {
  let node: Node
  let scratch = try! Scratch()
  private let me: String

  /// `rule` is what the policy grants.
  init(_ rule: String = "") throws {
    node = try Node(.file(rule))
    me = try scratch.person(PKI.alice, contacts: "bob \(node.address) key=\(PKI.host.keyFingerprint)\n")
    try scratch.directory("here")
  }

  /// Where a path of Alice's is at Bob's.
  func incoming(_ name: String) -> String { node.incoming() + "/" + name }
  func here(_ name: String) -> String { scratch.path + "/here/" + name }

  func command(_ verb: String, _ arguments: [String], options: [String] = []) -> [String] {
    ["env", "-C", scratch.path + "/here", Programs.path("peertls"), verb, "--config", me] + options + ["bob"]
      + arguments
  }

  func run(_ verb: String, _ arguments: String..., options: [String] = [], seconds: Double = 120) throws -> Run {
    try node.report { try Run(command(verb, arguments, options: options), seconds: seconds) }
  }

  func make(_ path: String, _ count: Int) throws {
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try ChildProcess.run(["sh", "-c", "head -c \(count) /dev/urandom >\"$0\"", path])
  }

  func areSame(_ one: String, _ other: String) -> Bool {
    (try? ChildProcess.run(["cmp", one, other])) != nil
  }
}

@Test func filesGoThroughANodeAndBack() throws {
  let friends = try Friends()
  let names = ["empty", "one", "large.bin", "tree/with space", "tree/a/quote\"'", "tree/a/b/🙂"]
  for (name, size) in zip(names, [0, 1, 20 * mebibyte + 17, 10, 20, 30]) { try friends.make(friends.here(name), size) }
  try FileManager.default.setAttributes(
    [.modificationDate: Date(timeIntervalSince1970: 1_500_000_000)], ofItemAtPath: friends.here("one"))
  let send = try friends.run("send", "empty", "one", "large.bin", "tree", options: ["-r"])
  #expect(send.code == 0 && send.errors.isEmpty, "\(send.errors)")
  #expect(send.output.components(separatedBy: ": sent, SHA-256 verified, ").count == 7, "\(send.output)")
  for name in names { #expect(friends.areSame(friends.here(name), friends.incoming(name)), "\(name)") }
  #expect(try friends.run("ls").output == "incoming/\npub/\n")
  #expect(try friends.run("ls", "incoming").output == "empty\nlarge.bin\none\ntree/\n")
  #expect(try friends.run("ls", "-l", "incoming/one").output.contains(" 2017-07-14 "))
  let get = try friends.run(
    "get", "incoming/empty", "incoming/one", "incoming/large.bin", "incoming/tree", "-r", "-o", "back")
  #expect(get.code == 0 && get.errors.isEmpty, "\(get.errors)")
  for name in names { #expect(friends.areSame(friends.here(name), friends.here("back/" + name)), "\(name)") }
  let again = try friends.run("send", "empty", "one", "large.bin", "tree", options: ["-r"])
  #expect(again.code == 0 && again.output.components(separatedBy: ": there already, SHA-256 verified").count == 7)
  #expect(try friends.node.stop() == 0)
}

@Test(arguments: ["peertls-session", "peertls-file"]) func whatIsKilledGoesOn(_ program: String) throws {
  let friends = try Friends()
  let size = 200 * mebibyte
  try friends.make(friends.here("a"), size)
  let offered = try friends.node.offered() + "/b"
  try friends.make(offered, size)
  func kill(whenLarger path: @escaping () -> String?, _ command: [String]) throws {
    let child = try ChildProcess(command)
    var least = 10 * mebibyte
    for _ in 0..<3 {
      _ = try eventually("\(least) bytes") { () -> Bool? in
        guard let path = path(), let now = FileManager.default.contents(length: path) else {
          return child.isRunning ? nil : true
        }
        return now > least || !child.isRunning ? true : nil
      }
      for pid in ProcessTable.descendants(of: friends.node.pid, running: program) { Foundation.kill(pid, SIGKILL) }
      least += 40 * mebibyte
    }
    #expect(try child.wait(seconds: 300) == 0, "\(child.errors.text)")
    try child.errors.waitForEnd()
    #expect(child.errors.text.contains("; trying again in 1 s"), "\(child.errors.text)")
  }
  try kill(whenLarger: { friends.here(".b.peertls-part") }, friends.command("get", ["pub/b"]))
  #expect(friends.areSame(friends.here("b"), offered))
  let parts = friends.incoming(".peertls/parts")
  try kill(
    whenLarger: { (try? FileManager.default.contentsOfDirectory(atPath: parts))?.first.map { parts + "/" + $0 } },
    friends.command("send", ["a"]))
  #expect(friends.areSame(friends.here("a"), friends.incoming("a")))
}

extension FileManager {
  /// How many bytes a file has; nil where there is none.
  fileprivate func contents(length path: String) -> Int? {
    (try? attributesOfItem(atPath: path)[.size] as? NSNumber)?.intValue
  }
}

@Test func aDropTakesFilesAndShowsNone() throws {
  let friends = try Friends("files=drop")
  try friends.make(friends.here("a"), mebibyte)
  try friends.make(friends.here("tree/b"), 10)
  let send = try friends.run("send", "-r", "a", "tree")
  #expect(send.code == 0, "\(send.errors)")
  #expect(send.errors == "peertls: note: bob does not tell the SHA-256 of what has arrived, so it is not verified\n")
  #expect(friends.areSame(friends.here("a"), friends.incoming("a")))
  #expect(try friends.run("get", "incoming/a", "-o", "back").code == 66)
  let again = try friends.run("send", "a")
  #expect(again.code == 73, "\(again.errors)")
}

@Test func whatIsNotAllowedIsSaid() throws {
  let friends = try Friends("files=read")
  try friends.make(friends.here("a"), 10)
  let send = try friends.run("send", "a")
  #expect(send.code == 73 && send.errors.hasPrefix("peertls: bob does not take /incoming/a: "), "\(send.errors)")
  let full = try Friends("quota=1M")
  try full.make(full.here("a"), 3 * mebibyte)
  let much = try full.run("send", "a")
  #expect(much.code == 73 && much.errors.contains("(552)"), "\(much.errors)")
}
