import Conversations
import Glibc
import Processes
import TestFiles
import Testing

@Test func theLockIsSeenByOthersAndFreedByAKill() throws {
  try withStore { path, store throws in
    let conversation = try store.conversation(making: "a@b")
    #expect(try !conversation.isLive && conversation.live() == nil)
    let running = try Running.probe("conversations-probe", "live", path, "a@b", "7f3a")
    #expect(running.line() == "live")
    #expect(conversation.isLive == true)
    #expect(try conversation.live() == LiveEngine(pid: running.pid, session: "7f3a"))
    #expect(try conversation.takeLive() == nil)
    #expect(try Running.probe("conversations-probe", "live", path, "a@b", "other").end() == ["another"])
    #expect(try conversation.live()?.session == "7f3a")
    _ = running.kill()
    while conversation.isLive { sched_yield() }
    #expect(try conversation.live() == nil)
    do {
      guard let lock = try conversation.takeLive(session: "one\ntwo") else { throw Missing() }
      #expect(conversation.isLive == true)
      #expect(try conversation.live() == LiveEngine(pid: getpid(), session: "one?two"))
      _ = lock.file.number
    }
    // As long as a process that another test starts has the lock too.
    while conversation.isLive { sched_yield() }
  }
}

@Test(arguments: [
  "", "\n", "x y", "-1 a", "99999999999999999999 a", "1", "\u{0} \u{0}", String(repeating: "1", count: 5000),
])
func whatALiveFileSaysIsNotBelieved(_ text: String) throws {
  try withStore { path, store throws in
    let conversation = try store.conversation(making: "a@b")
    guard let lock = try conversation.takeLive() else { throw Missing() }
    let file = try File.open(path + "/a@b/.live", O_WRONLY)
    try File.replace(Array(text.utf8), of: file, name: ".live")
    let live = try? conversation.live()
    #expect(conversation.isLive && (live == nil || live == LiveEngine(pid: 1, session: "")))
    _ = lock.file.number
  }
}
