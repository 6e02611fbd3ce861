import Foundation
import TestSupport
import Testing

private let tree = ["tree/1", "tree/a/2", "tree/a/b/3", "tree/with space/4 5", "tree/🙂/6"]
private let whole = [
  "1", "a/", "a/2", "a/b/", "a/b/3", "empty/", "with space/", "with space/4 5", "🙂/", "🙂/6",
]

@Test func aDirectoryIsSentWhole() throws {
  let transferring = try Transferring()
  for (seed, name) in tree.enumerated() { try transferring.make("here/" + name, 1000, seed: UInt64(seed + 1)) }
  try transferring.scratch.directory("here/tree/empty")
  #expect(try transferring.run("send", "tree").errors == "peertls: tree is a directory; -r sends it\n")
  let run = try transferring.run("send", "-r", "tree")
  #expect(run.code == 0 && run.errors.isEmpty, "\(run.errors)")
  #expect(try transferring.names("there/incoming/tree") == whole)
  for name in tree { #expect(transferring.contents("there/incoming/" + name) == transferring.contents("here/" + name)) }
  // Once more: nothing but what is new goes.
  try transferring.make("here/tree/new", 10)
  let again = try transferring.run("send", "-r", "tree/")
  #expect(again.code == 0 && again.output.components(separatedBy: ": sent").count == 2, "\(again)")
}

@Test func aDirectoryIsFetchedWhole() throws {
  let transferring = try Transferring()
  for (seed, name) in tree.enumerated() { try transferring.make("there/pub/" + name, 1000, seed: UInt64(seed + 1)) }
  try transferring.scratch.directory("there/pub/tree/empty")
  let refused = try transferring.run("get", "pub/tree")
  #expect(refused.code == 64 && refused.errors == "peertls: pub/tree is a directory; -r fetches it\n")
  let run = try transferring.run("get", "-r", "pub/tree")
  #expect(run.code == 0 && run.errors.isEmpty, "\(run.errors)")
  #expect(try transferring.names("here/tree") == whole)
  for name in tree { #expect(transferring.contents("here/" + name) == transferring.contents("there/pub/" + name)) }
  try transferring.make("there/pub/tree/new", 10)
  let again = try transferring.run("get", "-r", "pub/tree/")
  #expect(again.code == 0 && again.output.components(separatedBy: ": received").count == 2, "\(again)")
}

@Test func aDirectoryGetsAnotherName() throws {
  let transferring = try Transferring()
  let one = try transferring.make("here/tree/1", 1000)
  #expect(try transferring.run("send", "-r", "tree", "--to", "/incoming/new").code == 0)
  #expect(transferring.contents("there/incoming/new/1") == one)
  #expect(try transferring.run("send", "-r", "tree/.", "--to", "/incoming/dot/").code == 0)
  #expect(transferring.contents("there/incoming/dot/1") == one)
  #expect(try transferring.run("get", "-r", "incoming/new", "-o", "other").code == 0)
  #expect(transferring.contents("here/other/1") == one)
}

@Test func onlyRegularFilesAndDirectoriesGo() throws {
  let transferring = try Transferring()
  try transferring.make("here/tree/1", 10)
  let path = transferring.scratch.path + "/here/tree"
  try FileManager.default.createSymbolicLink(atPath: path + "/link", withDestinationPath: "/etc/passwd")
  try FileManager.default.createSymbolicLink(atPath: path + "/loop", withDestinationPath: "..")
  mkfifo(path + "/pipe", 0o644)
  let run = try transferring.run("send", "-r", "tree")
  #expect(run.code == 0)
  #expect(
    run.errors.split(separator: "\n") == [
      "peertls: note: tree/link is a link, and passed over", "peertls: note: tree/loop is a link, and passed over",
      "peertls: note: tree/pipe is no regular file, and passed over",
    ], "\(run.errors)")
  #expect(try transferring.names("there/incoming") == ["tree/", "tree/1"])
  // A link that is named is meant.
  let named = try transferring.run("send", "tree/link", "tree/pipe")
  #expect(
    named.code == 66
      && transferring.contents("there/incoming/link") == FileManager.default.contents(atPath: "/etc/passwd"))
}

@Test func namesThatFTPCannotSayAreNotSent() throws {
  let transferring = try Transferring()
  try transferring.make("here/tree/1", 10)
  try ChildProcess.run(
    [
      "sh", "-c", "cd \"$0\" && touch \"$(printf 'no\\377text')\" \"$(printf 'line\\nline')\" .peertls",
      transferring.scratch.path + "/here/tree",
    ])
  let run = try transferring.run("send", "-r", "tree")
  #expect(run.code == 65)
  #expect(
    run.errors.split(separator: "\n") == [
      "peertls: tree: 1 not sent, for their names are not UTF-8",
      "peertls: tree/.peertls is not sent: it is no name for FTP",
      "peertls: tree/line line is not sent: it is no name for FTP",
    ], "\(run.errors)")
  #expect(try transferring.names("there/incoming") == ["tree/", "tree/1"])
}
