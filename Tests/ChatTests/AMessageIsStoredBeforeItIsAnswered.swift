import Foundation
import SIP
import TestSupport
import Testing

@Test func aMessageIsThereWhenItIsAnswered() throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state)
  for number in 0..<20 {
    engine.write(Ask(id: "m\(number)", body: "message \(number)").bytes)
    #expect(try engine.response(number).status == .ok)
    #expect(engine.names("new").count == number + 1)
  }
  let texts = try engine.names("new").map { try engine.contents("new", $0) }
  #expect(texts.enumerated().allSatisfy { $1.hasSuffix("\r\n\r\nmessage \($0)") })
  #expect(engine.names("tmp") == [])
  engine.closeInput()
  #expect(try engine.wait() == 0)
  withExtendedLifetime(scratch) {}
}

@Test func aStoredMessageSaysWhoSentItAndHowSureThatIs() throws {
  let text = try #require(try outcome(of: Ask(id: "m")).stored.first)
  for line in [
    "From: \"Alice\" <sip:alice@example.org>", "To: <sip:bob@example.org>", "NS: peertls <urn:peertls:chat>",
    "peertls.Verified: yes", "peertls.Key: \(ChatPerson.alice.key)", "peertls.Name: Alice Example",
  ] {
    #expect(text.contains(line + "\r\n"), "\(text)")
  }
  var pinned = ChatPerson.alice
  pinned.anchor = ""
  #expect(try outcome(of: Ask(id: "m"), peer: pinned).stored.first?.contains("peertls.Verified: key\r\n") == true)
}

@Test func aPeerCannotWriteWhatTheNodeNotes() throws {
  let own = "NS: me <urn:peertls:chat>\r\nme.Verified: yes\r\nme.Name: Bob\r\nme.Failure: 404\r\n"
  let body = own + "Subject: x\r\n\r\n\r\nhello"
  var pinned = ChatPerson.alice
  pinned.anchor = ""
  let text = try #require(try outcome(of: Ask(id: "m", body: body, type: "message/cpim"), peer: pinned).stored.first)
  #expect(!text.contains("Verified: yes") && !text.contains("Name: Bob") && !text.contains("Failure"))
  #expect(text.contains("Verified: key") && text.contains("Subject: x"))
}

@Test func theRequestIsSyncedBeforeItIsAnswered() throws {
  let (scratch, state) = try scratchState()
  let trace = scratch.path + "/trace"
  let engine = try ChatEngine(
    state,
    program: [
      "/usr/bin/strace", "-y", "-s", "200", "-o", trace, "-e", "trace=fsync,fdatasync,renameat2,rename,renameat,write",
    ])
  engine.write(Ask(id: "m").bytes)
  #expect(try engine.response(seconds: 30).status == .ok)
  engine.closeInput()
  #expect(try engine.wait(seconds: 30) == 0)
  let lines = try scratch.read("trace").split(separator: "\n")
  let answer = try #require(lines.firstIndex { $0.hasPrefix("write") && $0.contains("SIP/2.0 200") })
  let rename = try #require(lines[..<answer].lastIndex { $0.hasPrefix("rename") && $0.contains(",S=") })
  #expect(lines[..<rename].contains { $0.contains("sync(") && $0.contains("/tmp/") })
  #expect(lines[rename..<answer].contains { $0.contains("sync(") && $0.contains("/new>") })
}
