import Foundation
import TestSupport
import Testing

@Test func linksStayInPub() throws {
  try withEngine(pub: ["d/f": "inside"]) { engine, scratch throws in
    try scratch.write("secret", "outside")
    for (name, target) in [
      ("inner", "d/f"), ("dir", "d"), ("file", "../../secret"), ("absolute", scratch.path + "/secret"), ("up", "../.."),
      ("root", "/"), ("loop", "loop"), ("etc", "/etc"),
    ] {
      try FileManager.default.createSymbolicLink(
        atPath: scratch.path + "/state/pub/" + name, withDestinationPath: target)
    }
    #expect(try text(engine.fetch("RETR /pub/inner").bytes) == "inside")
    #expect(try text(engine.fetch("RETR /pub/dir/f").bytes) == "inside")
    for path in ["file", "absolute", "loop", "etc/passwd", "up/secret", "root/etc/passwd", "dir/../../secret"] {
      #expect(try engine.fetch("RETR /pub/\(path)").answer.code == 550, "\(path)")
    }
    for path in ["up", "root", "etc"] { #expect(try engine.say("CWD /pub/\(path)").code == 550, "\(path)") }
    #expect(
      try text(engine.fetch("NLST /pub").bytes).split(separator: "\r\n").sorted() == [
        "/pub/d", "/pub/dir", "/pub/inner",
      ])
  }
}

@Test(arguments: [
  "../../../../etc/passwd", "/../../etc/passwd", "/incoming/../../../etc/passwd", "..",
  "/incoming/../incoming/bob@example.org/f",
])
func dotsStayBelowTheRoot(_ path: String) throws {
  try withEngine { engine, scratch throws in
    try scratch.write("state/incoming/bob@example.org/f", "another's")
    #expect(try engine.fetch("RETR \(path)").answer.code == 550)
    #expect(try engine.say("CWD ../../..").code == 250 && engine.say("PWD").lines[0].hasPrefix("257 \"/\""))
  }
}

@Test func linksInOnesOwnAreNoWay() throws {
  try withEngine { engine, scratch throws in
    try scratch.write("secret", "outside")
    try FileManager.default.createSymbolicLink(atPath: engine.incoming + "/l", withDestinationPath: "../../../secret")
    try FileManager.default.createSymbolicLink(atPath: engine.incoming + "/d", withDestinationPath: "../..")
    #expect(try engine.fetch("RETR /incoming/l").answer.code == 550)
    #expect(
      try engine.put("STOR /incoming/l", "x").code == 550 && engine.put("STOR /incoming/d/pub/x", "x").code == 550)
    #expect(try scratch.read("secret") == "outside")
  }
}

@Test func pipesAndDevicesAreNotThere() throws {
  try withEngine(pub: ["f": "x"]) { engine, scratch throws in
    #expect(mkfifo(scratch.path + "/state/pub/fifo", 0o666) == 0)
    #expect(try engine.fetch("RETR /pub/fifo").answer.code >= 450)
    #expect(try text(engine.fetch("NLST /pub").bytes) == "/pub/f\r\n")
  }
}
