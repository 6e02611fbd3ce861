import Foundation
import TestSupport
import Testing

@Test(arguments: ["USER", "SIZE", "STOR", "MLSD"]) func preliminaryRepliesAreCounted(_ verb: String) throws {
  let transferring = try Transferring(["replies": [verb: ["150 go"]], "repeats": [verb: 1_000_000]])
  try transferring.make("here/a", 1000)
  let run = try verb == "MLSD" ? transferring.run("ls") : transferring.run("send", "a")
  #expect(run.code == 76, "\(verb): \(run.errors)")
  #expect(
    run.errors == "peertls: what bob sends is no FTP: more than 16 preliminary replies to one command\n",
    "\(verb): \(run.errors)")
}

@Test func afterSomePreliminaryRepliesItGoesOn() throws {
  let transferring = try Transferring([
    "replies": ["USER": [String(repeating: "150 wait\r\n", count: 16) + "230 hello"]]
  ])
  #expect(try transferring.run("ls").code == 0)
}

@Test func listingsHaveASize() throws {
  let line = "type=file; " + String(repeating: "x", count: 8000) + "\r\n"
  let transferring = try Transferring(["listings": ["pub": ["", line, (32 << 20) / line.utf8.count + 1]]])
  let run = try transferring.run("ls", "pub")
  #expect(run.code == 76 && run.output.isEmpty, "\(run.errors)")
  #expect(
    run.errors == "peertls: what bob sends is no FTP: a listing has more than \(32 << 20) bytes\n", "\(run.errors)")
}

@Test func directoriesHaveALimitInAll() throws {
  let many: [Any] = ["type=dir; a\r\n", "type=x; b\r\n", 262_143]
  let transferring = try Transferring(["listings": ["pub": many, "pub/a": many, "pub/a/a": many, "pub/a/a/a": many]])
  let run = try transferring.run("get", "-r", "pub")
  #expect(run.code == 65 && run.errors.contains("more than 1000000 entries in all"), "\(run.errors)")
  #expect(!transferring.commands.contains("MLSD pub/a/a/a/a"))
}

@Test func aFileWithoutASizeIsNotFetched() throws {
  let transferring = try Transferring([
    "facts": ["pub/a": "type=file; pub/a"], "listings": ["pub": "type=file; a\r\n"],
    "replies": ["SIZE": ["550 guess", "502 what?"]],
  ])
  let theirs = try transferring.make("there/pub/a", 1000)
  for arguments in [["pub/a"], ["-r", "pub"]] {
    let run = try Run(transferring.command("get", arguments), seconds: 60)
    #expect(
      run.code == 66
        && run.errors
          == "peertls: bob does not tell the size of pub/a, neither as a fact nor by SIZE, so it is not fetched\n",
      "\(run.errors)")
    #expect(!transferring.commands.contains { $0.hasPrefix("RETR") })
  }
  // Where SIZE tells, that is enough.
  #expect(try transferring.run("get", "pub/a").code == 0)
  #expect(transferring.contents("here/a") == theirs)
}
