import Foundation
import TestSupport
import Testing

private let names = [
  "empty", "one", "large.bin", " with  spaces ", "quote\"'s", "🙂 emoji", "-rf", "ünïcode.txt", ".hidden",
]
private let sizes = [0, 1, 3 * mebibyte + 17, 5, 6, 7, 8, 9, 10]

@Test func severalFilesAreSentOverOneConnection() throws {
  let transferring = try Transferring()
  for (name, size) in zip(names, sizes) { try transferring.make("here/" + name, size, modified: 1_500_000_000) }
  let run = try transferring.run(
    "send", "--", names[0], names[1], names[2], names[3], names[4], names[5], names[6], names[7], names[8])
  #expect(run.code == 0 && run.errors.isEmpty, "\(run.errors)")
  for name in names {
    #expect(transferring.contents("there/incoming/" + name) == transferring.contents("here/" + name), "\(name)")
    #expect(try transferring.modified("there/incoming/" + name) == 1_500_000_000, "\(name)")
  }
  #expect(run.output.split(separator: "\n").count == names.count)
  #expect(run.output.contains("large.bin: sent, SHA-256 verified, 3.0 MiB\n"))
  #expect(transferring.commands.count { $0.hasPrefix("USER ") } == 1)
  #expect(transferring.commands.contains("USER alice@example.org"))
  // Data connections show the same certificate.
  #expect(transferring.commands.last == "QUIT ")
}

@Test func severalFilesAreFetchedOverOneConnection() throws {
  let transferring = try Transferring()
  for (name, size) in zip(names, sizes) { try transferring.make("there/pub/" + name, size, modified: 1_500_000_000) }
  let run = try transferring.run(
    "get", "pub/" + names[0], "pub/" + names[1], "pub/" + names[2], "pub/" + names[3], "pub/" + names[4],
    "pub/" + names[5],
    "pub/" + names[6], "pub/" + names[7], "pub/" + names[8])
  #expect(run.code == 0 && run.errors.isEmpty, "\(run.errors)")
  for name in names {
    #expect(transferring.contents("here/" + name) == transferring.contents("there/pub/" + name), "\(name)")
    #expect(try transferring.modified("here/" + name) == 1_500_000_000, "\(name)")
  }
  #expect(try transferring.names("here").count == names.count)
  #expect(run.output.contains("pub/large.bin: received, SHA-256 verified, 3.0 MiB\n"))
  #expect(transferring.commands.count { $0.hasPrefix("USER ") } == 1)
  #expect(transferring.commands.count { $0 == "# data from Alice Example" } == names.count)
}

@Test func whatIsThereAlreadyIsNotSentAgain() throws {
  let transferring = try Transferring()
  try transferring.make("here/a", mebibyte)
  try transferring.make("here/b", 0)
  #expect(try transferring.run("send", "a", "b").code == 0)
  let again = try transferring.run("send", "a", "b")
  #expect(again.code == 0 && again.output.hasPrefix("a: there already, SHA-256 verified, 1.0 MiB\n"), "\(again)")
  #expect(transferring.commands.count { $0.hasPrefix("STOR ") } == 2)
  // Another of the same name is replaced, also where the size is the same.
  let other = try transferring.make("here/a", mebibyte, seed: 2)
  #expect(try transferring.run("send", "a").code == 0)
  #expect(transferring.contents("there/incoming/a") == other)
}

@Test func whereToSendIsChosen() throws {
  let transferring = try Transferring()
  let a = try transferring.make("here/a", 10)
  try transferring.make("here/b", 10)
  #expect(try transferring.run("send", "a", "--to", "/pub").code == 0)
  #expect(try transferring.run("send", "a", "--to", "/pub/new name").code == 0)
  #expect(try transferring.run("send", "a", "--to", "/pub/deep/er/").code == 0)
  #expect(try transferring.run("send", "a", "b", "--to", "/two").code == 0)
  for name in ["pub/a", "pub/new name", "pub/deep/er/a", "two/a"] {
    #expect(transferring.contents("there/" + name) == a)
  }
  let file = try transferring.run("send", "a", "b", "--to", "/pub/a")
  #expect(file.code == 73 && file.errors.contains("no directory"), "\(file.errors)")
}

@Test func whereToFetchIsChosen() throws {
  let transferring = try Transferring()
  let a = try transferring.make("there/pub/a", 10)
  try transferring.make("there/pub/b", 10)
  try transferring.scratch.directory("here/into")
  #expect(try transferring.run("get", "pub/a", "-o", "into").code == 0)
  #expect(try transferring.run("get", "/pub/a", "-o", "other name").code == 0)
  #expect(try transferring.run("get", "pub/a", "-o", "new/").code == 0)
  #expect(try transferring.run("get", "pub/a", "pub/b", "-o", "two").code == 0)
  for name in ["into/a", "other name", "new/a", "two/a"] {
    #expect(transferring.contents("here/" + name) == a, "\(name)")
  }
  let nowhere = try transferring.run("get", "pub/a", "-o", "no/such/place")
  #expect(
    nowhere.code == 73 && nowhere.errors == "peertls: no/such/place: No such file or directory\n", "\(nowhere.errors)")
}
