import Glibc
import MailQueue
import Processes
import SMTP
import TestFiles
import Testing

@Test func oneFileAMessageAndRecipientHoldsBoth() throws {
  try withDirectory { path in
    let queue = try MailQueue(in: path)
    let names = try queue.put(hello, for: [try envelope("bob"), try envelope("carol")])
    #expect(names.count == 2)
    #expect(try queue.names(in: .waiting) == names)
    for (name, local) in zip(names, ["bob", "carol"]) {
      let found = try #require(try queue.look(at: name, in: .waiting))
      #expect(found.envelope == (try envelope(local)))
      #expect(found.bytes == hello.count)
      let mail = try queue.taken(name)
      #expect(try mail.message() == hello)
      #expect(mail.length == hello.count)
    }
    let mode = try Directory(path + "/queue/waiting").entry(names[0])?.permissions
    #expect(mode == 0o660)
  }
}

@Test func whatHasGoneIsNoMore() throws {
  try withDirectory { path in
    let queue = try MailQueue(in: path)
    let name = try queue.put(hello, for: [try envelope()])[0]
    do {
      let mail = try queue.taken(name)
      try mail.note(Attempt(next: 5, tries: 1, reason: "away"), queue)
    }
    #expect(try queue.attempt(of: name) == Attempt(next: 5, tries: 1, reason: "away"))
    try queue.taken(name).remove(queue)
    #expect(try queue.names(in: .waiting).isEmpty)
    #expect(try queue.attempt(of: name) == nil)
    #expect(try !queue.canTake(name))
    #expect(try queue.look(at: name, in: .waiting) == nil)
  }
}

@Test func whatFailedIsKeptWithTheReason() throws {
  try withDirectory { path in
    let queue = try MailQueue(in: path)
    let name = try queue.put(hello, for: [try envelope()])[0]
    let attempt = Attempt(next: 0, tries: 3, reason: "no such user", reply: "550 5.1.1 no such user")
    try queue.taken(name).fail(attempt, queue)
    #expect(try queue.names(in: .waiting).isEmpty)
    #expect(try queue.names(in: .failed) == [name])
    #expect(try queue.attempt(of: name) == attempt)
    let again = try queue.taken(name, in: .failed)
    #expect(try again.message() == hello)
    try again.remove(queue)
    #expect(try queue.names(in: .failed).isEmpty)
  }
}

@Test func anAttemptSaysOneLineWhateverTheRemoteSaid() throws {
  try withDirectory { path in
    let queue = try MailQueue(in: path)
    let reason = "a\r\nNext: 9\u{85}b\u{1b}[2J" + String(repeating: "x", count: 10_000)
    try queue.setAttempt(Attempt(next: 1, tries: 1, reason: reason), ofContact: "b/../öb")
    let read = try #require(try queue.attempt(ofContact: "b/../öb"))
    #expect(read.next == 1 && read.reason.hasPrefix("a  Next: 9 b [2Jxxx"))
    #expect(read.reason.utf8.count == Attempt.maximumReasonBytes)
    #expect(try Directory(path + "/queue/contacts").names() == ["b=2f=2e=2e=2f=c3=b6b"])
    try queue.setAttempt(nil, ofContact: "b/../öb")
    try queue.setAttempt(nil, ofContact: "b/../öb")
    #expect(try queue.attempt(ofContact: "b/../öb") == nil)
  }
}

@Test func notesOfMessagesThatAreNoMoreAreSweptAway() throws {
  try withDirectory { path in
    let queue = try MailQueue(in: path)
    let names = try queue.put(hello, for: [try envelope("bob"), try envelope("carol")])
    for name in names {
      let mail = try queue.taken(name)
      try mail.note(Attempt(next: 5, tries: 1, reason: "away"), queue)
    }
    unlink(path + "/queue/waiting/" + names[0])
    try queue.sweep()
    #expect(try queue.attempt(of: names[0]) == nil)
    #expect(try queue.attempt(of: names[1]) != nil)
  }
}

@Test func whatIsTooMuchIsRefused() throws {
  try withDirectory { path in
    let queue = try MailQueue(in: path)
    let large = [UInt8](repeating: 0x61, count: MailQueue.maximumMessageBytes + 1)
    var one = try envelope()
    #expect(failureOf { () throws(SystemError) in _ = try queue.put(large, for: [one]) }?.code == EMSGSIZE)
    one.messageID = "<a\nb>"
    #expect(failureOf { () throws(SystemError) in _ = try queue.put(hello, for: [one]) }?.code == EINVAL)
    let many = [Envelope](repeating: try envelope(), count: MailQueue.maximumRecipients + 1)
    #expect(failureOf { () throws(SystemError) in _ = try queue.put(hello, for: many) }?.code == EDQUOT)
    #expect(try queue.names(in: .waiting).isEmpty)
    #expect(try Directory(path + "/queue/tmp").names().isEmpty)
  }
}

@Test func whereOneOfSeveralCannotBeQueuedNoneIs() throws {
  try withDirectory { path in
    let queue = try MailQueue(in: path)
    var wrong = try envelope("carol")
    wrong.contact = "\u{7}"
    let envelopes = [try envelope("bob"), wrong]
    #expect(failureOf { () throws(SystemError) in _ = try queue.put(hello, for: envelopes) }?.code == EINVAL)
    #expect(try queue.names(in: .waiting).isEmpty)
  }
}
