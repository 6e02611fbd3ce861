import Foundation
import TestSupport
import Testing

/// The arguments of a command, of all that came.
private func arguments(_ verb: String, _ transferring: Transferring) -> [Int] {
  transferring.commands.filter { $0.hasPrefix(verb + " ") }.compactMap { Int($0.dropFirst(verb.count + 1)) }
}

@Test(arguments: [true, false]) func anUploadGoesOnWhenTheSessionIsGone(_ tellsHash: Bool) throws {
  var settings: [String: Any] = ["breaks": [100_000, 1, 2 * mebibyte]]
  if !tellsHash { settings["features"] = withoutHash }
  let transferring = try Transferring(settings)
  let sent = try transferring.make("here/a", 3 * mebibyte)
  let run = try transferring.run("send", "a")
  #expect(run.code == 0, "\(run.errors)")
  #expect(transferring.contents("there/incoming/a") == sent)
  #expect(arguments("REST", transferring) == [100_000, 100_001, 100_001 + 2 * mebibyte])
  #expect(run.errors.components(separatedBy: "; trying again in 1 s\n").count == 4, "\(run.errors)")
  #expect(run.errors.contains("does not tell the SHA-256") == !tellsHash)
}

@Test(arguments: [true, false]) func aDownloadGoesOnWhenTheSessionIsGone(_ tellsHash: Bool) throws {
  var settings: [String: Any] = ["breaks": [100_000, 1, 2 * mebibyte]]
  if !tellsHash { settings["features"] = withoutHash }
  let transferring = try Transferring(settings)
  let sent = try transferring.make("there/pub/a", 3 * mebibyte)
  let run = try transferring.run("get", "pub/a")
  #expect(run.code == 0, "\(run.errors)")
  #expect(transferring.contents("here/a") == sent)
  #expect(arguments("REST", transferring) == [100_000, 100_001, 100_001 + 2 * mebibyte])
  #expect(try transferring.names("here") == ["a"])
}

@Test func patienceHasAnEnd() throws {
  let transferring = try Transferring(["breaks": [1000, 0, 0, 0]])
  try transferring.make("there/pub/a", mebibyte)
  let run = try transferring.run("get", "pub/a", options: ["--retries", "1"])
  #expect(run.code == 75)
  #expect(run.errors.hasSuffix("what has gone is kept: the same command goes on from there\n"), "\(run.errors)")
  // What has moved gives it new patience: the first break, then one call in vain.
  #expect(transferring.commands.count { $0.hasPrefix("USER ") } == 2)
  #expect(try transferring.names("here") == [".a.peertls-part"])
  #expect(try transferring.run("get", "pub/a").code == 0)
  #expect(transferring.contents("here/a") == transferring.contents("there/pub/a"))
  #expect(try transferring.names("here") == ["a"])
}

/// What goes again from the beginning each time is no reason for new patience.
@Test func goingRoundInCirclesHasAnEnd() throws {
  let features = ["EPSV", "SIZE", "MLST type*;size*;modify*;", "HASH SHA-256*"]
  let transferring = try Transferring(["features": features, "breaks": [500, 400, 500, 400, 500, 400]])
  try transferring.make("here/a", 1000)
  let run = try transferring.run("send", "a", options: ["--retries", "2"])
  #expect(run.code == 75, "\(run.errors)")
  #expect(transferring.commands.count { $0.hasPrefix("STOR ") } == 3)
}

@Test func whoWasNeverThereIsNotCalledAgain() throws {
  let scratch = try Scratch()
  let me = try scratch.person(PKI.alice, contacts: "bob [::1]:1 key=\(PKI.bob.keyFingerprint)\n")
  let run = try peertls("get", "--config", me, "bob", "a")
  #expect(run.code == 69 && run.errors == "peertls: connect to [::1]:1: Connection refused\n", "\(run.errors)")
}

@Test func aLaterRunGoesOnWithADownload() throws {
  let transferring = try Transferring(["breaks": [mebibyte]])
  let sent = try transferring.make("there/pub/a", 3 * mebibyte)
  #expect(try transferring.run("get", "pub/a", options: ["--retries", "0"]).code == 75)
  #expect(transferring.contents("here/.a.peertls-part") == sent.prefix(mebibyte))
  #expect(try transferring.run("get", "pub/a").code == 0)
  #expect(transferring.contents("here/a") == sent && arguments("REST", transferring) == [mebibyte])
}

@Test func aLaterRunGoesOnWithAnUpload() throws {
  let transferring = try Transferring(["breaks": [mebibyte]])
  let sent = try transferring.make("here/a", 3 * mebibyte)
  #expect(try transferring.run("send", "a", options: ["--retries", "0"]).code == 75)
  #expect(try transferring.run("send", "a").code == 0)
  #expect(transferring.contents("there/incoming/a") == sent && arguments("REST", transferring) == [mebibyte])
}

@Test func aKilledCommandGoesOn() throws {
  let transferring = try Transferring(["stall": true])
  try transferring.make("there/pub/a", 1000)
  try transferring.make("here/.a.peertls-part", 0)
  let killed = try ChildProcess(transferring.command("get", ["pub/a"]))
  try transferring.wait(for: "# data")
  killed.signal(SIGTERM)
  #expect(try killed.wait() == 128 + SIGTERM)
  try killed.errors.waitForEnd()
  #expect(killed.errors.text.hasPrefix("peertls: interrupted; what has gone is kept"), "\(killed.errors.text)")
  // Nothing is no beginning.
  #expect(try transferring.names("here").isEmpty)
}

@Test func aFileThatIsBeingFetchedIsLeftAlone() throws {
  let transferring = try Transferring(["stall": true])
  try transferring.make("there/pub/a", 1000)
  let first = try ChildProcess(transferring.command("get", ["pub/a"]))
  try transferring.wait(for: "# data")
  let second = try transferring.run("get", "pub/a")
  #expect(
    second.code == 75 && second.errors == "peertls: a: another peertls is getting this file\n", "\(second.errors)")
  first.signal(SIGKILL)
}

@Test func whatIsBusyIsWaitedFor() throws {
  let transferring = try Transferring(["replies": ["STOR": ["450 another upload"]]])
  let sent = try transferring.make("here/a", 1000)
  let run = try transferring.run("send", "a")
  #expect(
    run.code == 0 && run.errors.contains("bob is busy with it: another upload (450); trying again"), "\(run.errors)")
  #expect(transferring.contents("there/incoming/a") == sent)
}
