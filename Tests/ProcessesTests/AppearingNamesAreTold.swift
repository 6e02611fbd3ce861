import Glibc
import Processes
import Testing

/// Everything that is told until nothing more is.
private func all(_ watch: borrowing DirectoryWatch) throws -> [DirectoryWatch.Event] {
  var events: [DirectoryWatch.Event] = []
  while case let some = try watch.read(), !some.isEmpty { events += some }
  return events
}

private func isReady(_ number: Int32) -> Bool {
  var waiting = WaitingList()
  waiting.add(number, .read)
  waiting.wait(milliseconds: 0)
  return waiting.result(number).contains(.read)
}

@Test func aFileThatIsMovedInIsTold() throws {
  try withDirectory { path in
    let directory = try Directory(path)
    let a = try directory.makeDirectory("a", exactly: 0o700)
    let b = try directory.makeDirectory("b", exactly: 0o700)
    let watch = try DirectoryWatch()
    let (inA, inB) = (try watch.add(a), try watch.add(b))
    #expect(try inA != inB && inA == watch.add(a))
    #expect(try !isReady(watch.number) && watch.read().isEmpty)
    try File.create(path + "/file", [1])
    try directory.rename("file", to: b, as: "moved")
    #expect(isReady(watch.number))
    #expect(try all(watch) == [.appeared(inB, name: "moved")])
    try b.makeLink("link", to: "moved")
    #expect(try all(watch) == [.appeared(inB, name: "link")])
    try File.create(path + "/a/written", [1])
    #expect(try all(watch).last == .appeared(inA, name: "written"))
    _ = try a.makeDirectory("made", exactly: 0o700)
    #expect(try all(watch) == [.appeared(inA, name: "made")])
    // What goes is not told.
    try b.remove("link")
    try b.rename("moved", to: directory, as: "moved")
    watch.remove(inA)
    try a.makeLink("unseen", to: "x")
    #expect(try all(watch).isEmpty)
  }
}

@Test func aDirectoryThatGoesIsLookedForAgain() throws {
  try withDirectory { path in
    let directory = try Directory(path)
    let watch = try DirectoryWatch()
    let gone = try directory.makeDirectory("gone", exactly: 0o700)
    _ = try watch.add(gone)
    _ = try watch.add(try directory.makeDirectory("moved", exactly: 0o700))
    rename(path + "/moved", path + "/elsewhere")
    #expect(try all(watch) == [.lookAgain])
    rmdir(path + "/gone")
    // A directory that somebody has open is deleted when they close it; until then it says that it has no name.
    #expect(try gone.isRemoved())
    close(gone)
    #expect(try all(watch) == [.lookAgain])
  }
}

private func close(_ directory: consuming Directory) {}

@Test func onlyDirectoriesAreWatched() throws {
  try withDirectory { path in
    let watch = try DirectoryWatch()
    let directory = try Directory(path).makeDirectory("gone", exactly: 0o700)
    rmdir(path + "/gone")
    // One that is removed tells nothing more, and says so now or at once.
    _ = try? watch.add(directory)
    #expect(try all(watch).allSatisfy { $0 == .lookAgain })
  }
}

@Test func lostEventsAreALookAgain() throws {
  try withDirectory { path in
    let directory = try Directory(path)
    let watch = try DirectoryWatch()
    let number = try watch.add(directory)
    // More than fs.inotify.max_queued_events, which is 16384 by default.
    let limit = try #require(
      Int(
        String(
          decoding: try File.contents("/proc/sys/fs/inotify/max_queued_events", limit: 100).dropLast(), as: UTF8.self)))
    let made = min(limit, 30_000) + 3000
    for name in 0..<made { try directory.makeLink(String(name), to: "x") }
    var (told, readings) = (0, 0)
    var last: DirectoryWatch.Event?
    while case let events = try watch.read(), !events.isEmpty {
      readings += 1
      #expect(events.count <= DirectoryWatch.readBytes / 16)
      told += events.count { $0 != .lookAgain }
      last = events.last
    }
    #expect(readings > 1)
    if limit < made { #expect(last == .lookAgain && told <= limit) }
    // It goes on afterwards.
    try directory.makeLink("later", to: "x")
    #expect(try all(watch) == [.appeared(number, name: "later")])
  }
}
