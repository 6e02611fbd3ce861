import Foundation
import TestSupport
import Testing

private let wrong = String(repeating: "0", count: 64)

@Test func aWrongHashSendsItOnceMore() throws {
  let transferring = try Transferring(["hashes": [wrong]])
  let sent = try transferring.make("here/a", 1000)
  let run = try transferring.run("send", "a")
  #expect(
    run.code == 0 && run.errors.contains("not known to be what was sent (SHA-256); it is sent again\n"), "\(run.errors)"
  )
  #expect(transferring.contents("there/incoming/a") == sent)
  #expect(transferring.commands.count { $0.hasPrefix("STOR ") } == 2)
}

@Test func aWrongHashTwiceIsAnError() throws {
  let transferring = try Transferring(["hashes": [wrong, wrong]])
  try transferring.make("here/a", 1000)
  try transferring.make("here/b", 1000)
  let run = try transferring.run("send", "a", "b")
  #expect(run.code == 65 && run.errors.contains(", again; see whether"), "\(run.errors)")
  #expect(transferring.commands.count { $0 == "STOR /incoming/a" } == 2)
  // The next one is not to suffer for it.
  #expect(run.output == "b: sent, SHA-256 verified, 1000 B\n" || run.output == "b: sent, SHA-256 verified, 0.9 KiB\n")
}

@Test func aDownloadWithAWrongHashIsFetchedOnceMore() throws {
  let transferring = try Transferring(["hashes": [wrong]])
  let sent = try transferring.make("there/pub/a", 1000)
  let run = try transferring.run("get", "pub/a")
  #expect(run.code == 0 && run.errors.contains("it is fetched again"), "\(run.errors)")
  #expect(transferring.contents("here/a") == sent)
}

@Test func aDownloadWithAWrongHashTwiceIsNotKept() throws {
  let transferring = try Transferring(["hashes": [wrong, wrong]])
  try transferring.make("there/pub/a", 1000)
  #expect(try transferring.run("get", "pub/a").code == 65)
  #expect(try transferring.names("here").isEmpty)
}

/// What an earlier run has left may be of another file, and what is there of one of the same name too.
@Test func onlyTheRightBeginningIsGoneOnWith() throws {
  let transferring = try Transferring()
  let theirs = try transferring.make("there/pub/a", 2000)
  try transferring.make("here/.a.peertls-part", 1000, seed: 2)
  let get = try transferring.run("get", "pub/a")
  #expect(get.code == 0 && get.errors.contains("it is fetched again") && transferring.contents("here/a") == theirs)
  let ours = try transferring.make("here/b", 2000)
  try transferring.make("there/incoming/b", 1000, seed: 2)
  let send = try transferring.run("send", "b")
  #expect(send.code == 0 && send.errors.isEmpty && transferring.contents("there/incoming/b") == ours, "\(send.errors)")
  #expect(transferring.commands.filter { $0.hasPrefix("REST") } == ["REST 1000"])
}

@Test func withoutHashNothingOfAnEarlierRunIsGoneOnWith() throws {
  let transferring = try Transferring(["features": withoutHash])
  let theirs = try transferring.make("there/pub/a", 2000)
  try transferring.make("here/.a.peertls-part", 1000, seed: 2)
  let get = try transferring.run("get", "pub/a")
  #expect(get.code == 0 && transferring.contents("here/a") == theirs, "\(get.errors)")
  #expect(get.errors == "peertls: note: bob does not tell the SHA-256 of its files, so what came is not verified\n")
  let ours = try transferring.make("here/b", 2000)
  try transferring.make("there/incoming/b", 1000, seed: 2)
  let send = try transferring.run("send", "b")
  #expect(send.code == 0 && transferring.contents("there/incoming/b") == ours)
  #expect(!transferring.commands.contains { $0.hasPrefix("REST") })
}

/// A server that refuses to tell it, though it can, may have anything there.
@Test func aRefusedHashIsNoPart() throws {
  let transferring = try Transferring(["replies": ["HASH": ["550 no", "550 no", "550 no"]]])
  let ours = try transferring.make("here/b", 2000)
  try transferring.make("there/incoming/b", 1000, seed: 2)
  let send = try transferring.run("send", "b")
  #expect(send.code == 0 && transferring.contents("there/incoming/b") == ours, "\(send.errors)")
}

@Test func moreThanWasSaidIsNotTaken() throws {
  let transferring = try Transferring(["extra": [1]])
  try transferring.make("there/pub/a", mebibyte)
  let b = try transferring.make("there/pub/b", mebibyte, seed: 2)
  let run = try transferring.run("get", "pub/a", "pub/b")
  #expect(
    run.code == 65 && run.errors == "peertls: bob sends more of pub/a than it has; get it again\n", "\(run.errors)")
  #expect(try transferring.names("here").filter { $0 != ".a.peertls-part" } == ["b"])
  #expect(transferring.contents("here/b") == b)
}

@Test func lessThanWasSaidIsNotTheWhole() throws {
  let transferring = try Transferring(["cut": 10])
  try transferring.make("there/pub/a", 1000)
  let run = try transferring.run("get", "pub/a", options: ["--retries", "0"])
  #expect(run.code == 75 && run.errors.contains("before its end"), "\(run.errors)")
  #expect(try transferring.names("here") == [".a.peertls-part"])
}

/// No close_notify may be a cut, unless the hash says that nothing is missing.
@Test func anEndWithoutCloseNotifyNeedsAHash() throws {
  let verified = try Transferring(["cut": 0])
  let theirs = try verified.make("there/pub/a", 1000)
  #expect(try verified.run("get", "pub/a").code == 0)
  #expect(verified.contents("here/a") == theirs)
  let unknown = try Transferring(["cut": 0, "features": withoutHash])
  try unknown.make("there/pub/a", 1000)
  let run = try unknown.run("get", "pub/a", options: ["--retries", "0"])
  #expect(run.code == 75 && run.errors.contains("without close_notify"), "\(run.errors)")
}
