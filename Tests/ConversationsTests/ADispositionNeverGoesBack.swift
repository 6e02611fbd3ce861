import CPIM
import Conversations
import Glibc
import Processes
import Spool
import TestFiles
import Testing

@Test func deliveredBecomesDisplayedAndStaysSo() throws {
  try withStore { _, store throws in
    let conversation = try store.conversation(making: "a@b")
    let name = try conversation.put([1])
    #expect(try !conversation.markDisposition(name, .delivered))
    try conversation.markSent(name)
    #expect(try conversation.names(in: .out).isEmpty && conversation.names(in: .sent) == [name])
    for (disposition, isMarked, expected) in [
      (.failed, false, ""), (.delivered, true, ",delivered"), (.delivered, true, ",delivered"),
      (.displayed, true, ",displayed"), (.delivered, true, ",displayed"), (.displayed, true, ",displayed"),
      (.error, false, ",displayed"),
    ] as [(Disposition, Bool, String)] {
      #expect(try conversation.markDisposition(name, disposition) == isMarked)
      #expect(try conversation.names(in: .sent) == [name + expected])
    }
    #expect(try conversation.read(name + ",displayed", in: .sent) == [1])
  }
}

@Test func displayedNeedNotBeDelivered() throws {
  try withStore { _, store throws in
    let conversation = try store.conversation(making: "a@b")
    let name = try conversation.put([1])
    try conversation.markSent(name)
    #expect(try conversation.markDisposition(name, .displayed))
    #expect(try conversation.names(in: .sent) == [name + ",displayed"])
  }
}

/// A message that is sent again, for its answer was lost.
@Test func whatWasSentTwiceIsThereOnce() throws {
  try withStore { path, store throws in
    let conversation = try store.conversation(making: "a@b")
    let name = try conversation.put([1])
    try conversation.markSent(name)
    for suffix in ["", ",delivered"] {
      if !suffix.isEmpty { _ = try conversation.markDisposition(name, .delivered) }
      try File.create(path + "/a@b/out/" + name, [1])
      try conversation.markSent(name)
      #expect(try conversation.names(in: .out).isEmpty && conversation.names(in: .sent) == [name + suffix])
    }
    try conversation.markSent(name)
    #expect(try conversation.names(in: .sent) == [name + ",delivered"])
  }
}

/// What peers write is no way to other files.
@Test(arguments: ["", ".", "..", "../new/x", "x", "0000000001.000000.0123456789abcde", "a\0b", "x,delivered", "\u{e4}"])
func aStrangeNameMarksNothing(_ name: String) throws {
  try withStore { path, store throws in
    let conversation = try store.conversation(making: "a@b")
    try File.create(path + "/a@b/sent/x", [])
    #expect(try !conversation.markDisposition(name, .displayed))
    #expect(try !conversation.markDisposition(UniqueName.make(5), .displayed))
    #expect(try File.names(in: path + "/a@b/sent") == ["x"])
    #expect(try conversation.names(in: .sent).isEmpty)
  }
}

@Test func whatIsGoneIsNoErrorAndALostBoxIs() throws {
  try withStore { path, store throws in
    let conversation = try store.conversation(making: "a@b")
    let gone = UniqueName.make(5)
    try conversation.markSent(gone)
    try conversation.markRead(gone)
    try conversation.discard(gone)
    try conversation.markFailed(gone, reason: "404 Not Found")
    #expect(try conversation.read(gone, in: .out) == nil)
    let name = try conversation.put([1])
    try conversation.discard(name)
    #expect(try conversation.names(in: .out).isEmpty)
    let other = try conversation.put([1])
    rmdir(path + "/a@b/sent")
    #expect(failureOf { () throws(SystemError) in try conversation.markSent(other) }?.code == ENOENT)
    #expect(try conversation.names(in: .out) == [other])
    unlink(path + "/a@b/out/" + other)
    rmdir(path + "/a@b/out")
    #expect(failureOf { () throws(SystemError) in _ = try conversation.read(other, in: .out) }?.code == ENOENT)
    #expect(failureOf { () throws(SystemError) in try conversation.discard(other) }?.code == ENOENT)
  }
}

@Test func linksAndDevicesAreNotRead() throws {
  try withStore { path, store throws in
    let conversation = try store.conversation(making: "a@b")
    let (link, pipe, large) = (UniqueName.make(1), UniqueName.make(2), UniqueName.make(3))
    symlink("/etc/passwd", path + "/a@b/out/" + link)
    mkfifo(path + "/a@b/out/" + pipe, 0o660)
    try File.create(path + "/a@b/out/" + large, [UInt8](repeating: 0, count: 200_000))
    for (name, code) in [(link, ELOOP), (pipe, EINVAL), (large, EFBIG), ("../../x", EINVAL)] {
      #expect(failureOf { () throws(SystemError) in _ = try conversation.read(name, in: .out) }?.code == code)
    }
  }
}
