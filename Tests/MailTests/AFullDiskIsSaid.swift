import Foundation
import SMTP
import TestFiles
import TestSupport
import Testing

@Test(.enabled(if: canMount, "no right to mount a file system"), arguments: ["size=512k", "size=8m,nr_inodes=60"])
func aFullDiskIsSaidAndLosesNothing(_ options: String) throws {
  try withSmallDisk(options) { disk in
    let handler = try MailHandler(disk)
    let body = String(repeating: String(repeating: "x", count: 70) + "\r\n", count: 100)
    handler.write("EHLO x\r\n")
    var (taken, refusal, place): (Int, Reply?, Int) = (0, nil, 2)
    func send(_ number: Int) throws -> Reply {
      var letter = Letter(id: "\(number)", body: body)
      letter.greeting = ""
      handler.write(letter.data)
      defer { place += 4 }
      return try handler.reply(place + 3)
    }
    for number in 0..<200 where refusal == nil {
      let reply = try send(number)
      if reply.code == 250 { taken += 1 } else { refusal = reply }
    }
    #expect(
      taken > 3 && refusal?.code == 452 && refusal?.status == EnhancedStatus(4, 3, 1), "\(String(describing: refusal))")
    #expect(handler.names.count == taken)
    #expect(try handler.messages.allSatisfy { $0.hasSuffix("xxx\n") })
    #expect(try FileManager.default.contentsOfDirectory(atPath: disk + "/Maildir/tmp") == [])
    // With room again, the connection goes on, and what was refused is no duplicate.
    for name in handler.names.prefix(2) { unlink("\(disk)/Maildir/new/\(name)") }
    #expect(try send(taken).code == 250)
    #expect(handler.names.count == taken - 1)
    _ = try handler.converse("QUIT\r\n")
  }
}

@Test(.enabled(if: canMount, "no right to mount a file system")) func aFullDiskAtTheStartIsSaid() throws {
  try withSmallDisk("size=64k,nr_inodes=2") { disk in
    let handler = try MailHandler(disk)
    #expect(try handler.reply(0).code == 421)
    #expect(try handler.process.wait() == 75)
  }
}

@Test func aFileThatMayNotGrowIsAFullDisk() throws {
  let scratch = try Scratch()
  let handler = try MailHandler(scratch.directory("state"), launcher: ["prlimit", "--fsize=10000"])
  let large = Letter(id: "1", body: String(repeating: "0123456789\r\n", count: 2000))
  let replies = try handler.converse(large.data + Letter(id: "2").data)
  #expect(replies.map(\.code) == [250, 250, 250, 354, 452, 250, 250, 250, 354, 250])
  #expect(handler.names.count == 1)
}

@Test func aLostDirectoryIsSaid() throws {
  let scratch = try Scratch()
  let state = try scratch.directory("state")
  let handler = try MailHandler(state)
  handler.write(Letter(id: "1").data)
  #expect(try handler.reply(5).code == 250)
  try FileManager.default.removeItem(atPath: state + "/Maildir")
  let replies = try handler.converse(Letter(id: "2").data)
  #expect(replies.last?.code == 451)
}
