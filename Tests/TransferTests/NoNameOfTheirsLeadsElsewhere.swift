import Foundation
import TestSupport
import Testing

@Test func namesThatLeadElsewhereArePassedOver() throws {
  let listing = [
    "type=file;size=1; ../up", "type=file;size=1; ..", "type=dir; ..", "type=dir; .", "type=file;size=1; /tmp/absolute",
    "type=file;size=1; a/b", "type=file;size=1; esc\u{1B}[2J", "type=file;size=1; bell\u{7}",
    "type=file;size=1; csi\u{9B}31m",
    "type=file;size=1; re\rturn", "type=file;size=1; \u{202E}fine.txt", "type=OS.unix=slink:/etc/passwd; link",
    "type=dir; inner", "type=cdir; pub", "type=pdir; /",
  ].map { $0 + "\r\n" }.joined()
  let transferring = try Transferring([
    "listings": ["pub": listing, "pub/inner": "type=file;size=1; ../../escaped\r\n"]
  ])
  let fine = "\u{202E}fine.txt"
  try transferring.make("there/pub/" + fine, 1)
  let run = try transferring.run("get", "-r", "pub", "-o", "down")
  #expect(run.code == 65)
  #expect(try transferring.names("here") == ["down/", "down/inner/", "down/" + fine])
  #expect(try transferring.names("").allSatisfy { !$0.contains("escaped") && !$0.hasSuffix("up") })
  #expect(
    run.errors.components(separatedBy: "is no name for a file here, and passed over\n").count == 12, "\(run.errors)")
  #expect(run.errors.contains("pub/link is neither a file nor a directory, and passed over"))
  for text in [run.errors, run.output] {
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
    #expect(!text.unicodeScalars.contains("\u{202E}"))
  }
}

@Test func nothingIsWrittenThroughALink() throws {
  let transferring = try Transferring()
  for name in ["pub/a", "pub/d/b", "pub/c"] { try transferring.make("there/" + name, 100) }
  try transferring.make("secret/a", 5)
  let here = transferring.scratch.path + "/here/pub"
  try transferring.scratch.directory("here/pub")
  let files = FileManager.default
  try files.createSymbolicLink(atPath: here + "/a", withDestinationPath: "../../secret/a")
  try files.createSymbolicLink(atPath: here + "/d", withDestinationPath: "../../secret")
  try files.createSymbolicLink(atPath: here + "/.c.peertls-part", withDestinationPath: "../../secret/a")
  for options in [[], ["--force"]] {
    let run = try transferring.run("get", "-r", "pub", options: options)
    #expect(run.code == 73, "\(run.errors)")
    #expect(run.errors.contains("pub/a is no regular file, and is not replaced"), "\(run.errors)")
    #expect(try transferring.names("here") == ["pub/", "pub/.c.peertls-part@", "pub/a@", "pub/d@"])
    #expect(try transferring.names("secret") == ["a"] && transferring.contents("secret/a")?.count == 5)
  }
}

@Test func filesOfOursAreNotReplaced() throws {
  let transferring = try Transferring()
  let theirs = try transferring.make("there/pub/a", 1000)
  let ours = try transferring.make("here/a", 1000, seed: 2)
  let refused = try transferring.run("get", "pub/a")
  #expect(refused.code == 73 && refused.output.isEmpty)
  #expect(
    refused.errors.hasPrefix("peertls: a is there, and not known to be the same; --force replaces it"),
    "\(refused.errors)")
  #expect(transferring.contents("here/a") == ours)
  #expect(try transferring.run("get", "pub/a", options: ["--force"]).code == 0)
  #expect(transferring.contents("here/a") == theirs)
  let same = try transferring.run("get", "pub/a")
  #expect(same.code == 0 && same.output.hasPrefix("pub/a: there already, SHA-256 verified"))
  #expect(transferring.commands.count { $0.hasPrefix("RETR") } == 1)
  try transferring.scratch.directory("here/pub")
  #expect(try transferring.run("get", "pub/a", "-o", "pub/../pub/").code == 0)
}

/// Names of ours and of theirs are shown so that they cannot be taken for others.
@Test func namesInErrorsDeceiveNobody() throws {
  let name = "\u{202E}gnp.exe"
  let transferring = try Transferring(["replies": ["STOR": ["550 no"]]])
  try transferring.make("there/pub/" + name, 10)
  try transferring.make("here/" + name, 20)
  for run in [
    try transferring.run("get", "-r", "pub", "-o", "."), try transferring.run("get", "pub/" + name),
    try transferring.run("send", name), try transferring.run("send", name + "?"),
  ] {
    #expect(!run.errors.isEmpty || run.code == 0)
    #expect(!run.errors.unicodeScalars.contains("\u{202E}"), "\(run.errors)")
  }
}

@Test func withoutHashTheSameCannotBeKnown() throws {
  let transferring = try Transferring(["features": withoutHash])
  try transferring.make("there/pub/a", 1000)
  try transferring.make("here/a", 1000)
  #expect(try transferring.run("get", "pub/a").code == 73)
}

/// A server can go on with directories in directories for ever.
@Test func directoriesHaveADepth() throws {
  var listings: [String: String] = [:]
  var path = "pub"
  for _ in 0..<80 {
    listings[path] = "type=dir; d\r\n"
    path += "/d"
  }
  let transferring = try Transferring(["listings": listings])
  let run = try transferring.run("get", "-r", "pub")
  #expect(run.code == 65 && run.errors.hasSuffix("more than 64 directories in one another\n"), "\(run.errors)")
}

/// The longest name leaves no room for what a part is called.
@Test func longNamesHavePartsToo() throws {
  let transferring = try Transferring(["breaks": [500, 500]])
  let names = ["x", "y"].map { String(repeating: "n", count: 254) + $0 }
  for (seed, name) in names.enumerated() { try transferring.make("there/pub/" + name, 1000, seed: UInt64(seed + 1)) }
  let cut = try transferring.run("get", "-r", "pub", options: ["--retries", "0"])
  #expect(cut.code == 75, "\(cut.errors)")
  #expect(try transferring.run("get", "-r", "pub").code == 0)
  for name in names { #expect(transferring.contents("here/pub/" + name) == transferring.contents("there/pub/" + name)) }
  #expect(try transferring.names("here/pub") == names)
}
