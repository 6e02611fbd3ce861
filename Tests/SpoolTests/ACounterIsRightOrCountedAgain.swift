import Glibc
import Processes
import Spool
import TestFiles
import Testing

/// A counter of the files in a directory that begin with `m`, which says when it counts.
private func counter(_ path: String, _ counted: @escaping () -> Void = {}) throws(SystemError) -> Counter {
  Counter("counter", in: try Directory(path)) { directory throws(SystemError) in
    counted()
    let names = try directory.names().filter { $0.hasPrefix("m") }
    return (UInt64(names.count), 10 * UInt64(names.count))
  }
}

@Test func changesAreCounted() throws {
  try withDirectory { path in
    try File.create(path + "/m1", [1])
    var recounts = 0
    let counter = try counter(path) { recounts += 1 }
    let first = try counter.counts()
    #expect(first.messages == 1 && first.bytes == 10 && recounts == 1)
    let answer = try counter.change { counts throws(SystemError) in
      try File.create(path + "/m2", [1])
      counts.messages += 1
      counts.bytes += 10
      return "done"
    }
    #expect(answer == "done")
    let second = try counter.counts()
    #expect(second == Counts(generation: first.generation + 1, messages: 2, bytes: 20) && recounts == 1)
    let failure = failureOf { () throws(SystemError) in
      try counter.change { counts throws(SystemError) in throw SystemError("write", code: ENOSPC) }
    }
    #expect(failure?.storageFailure == .noSpace)
    let third = try counter.counts()
    #expect(third.messages == 2 && third.bytes == 20 && third.generation > second.generation && recounts == 1)
    #expect(try File.contents(path + "/counter", limit: 1000).count == Counter.fileBytes)
  }
}

@Test(arguments: [
  [], [UInt8]("PTLScnt1".utf8), [UInt8](repeating: 0, count: 32),
  [UInt8]("PTLScnt2".utf8) + [UInt8](repeating: 1, count: 24),
  [UInt8]("PTLScnt0".utf8) + [UInt8](repeating: 255, count: 24),
  [UInt8]("PTLScnt1".utf8) + [UInt8](repeating: 1, count: 25),
  [UInt8](repeating: 65, count: 100_000),
])
func aDamagedCounterIsCountedAgain(_ bytes: [UInt8]) throws {
  try withDirectory { path in
    for name in ["/m1", "/m2", "/m3"] { try File.create(path + name, []) }
    try File.create(path + "/counter", bytes)
    let first = try counter(path).counts()
    #expect(first.messages == 3 && first.bytes == 30)
    #expect(try File.contents(path + "/counter", limit: 1000).count == Counter.fileBytes)
    #expect(try counter(path) { Issue.record("counted again") }.counts() == first)
    // A change of what is damaged counts first.
    unlink(path + "/counter")
    try File.create(path + "/counter", bytes)
    try counter(path).change { counts throws(SystemError) in #expect(counts.messages == 3) }
  }
}

@Test func whoIsKilledAmidAChangeHasItCountedAgain() throws {
  try withDirectory { path in
    let before = try counter(path).counts()
    let changing = try Running.probe("spool-probe", "change", path)
    #expect(changing.line() == "changing")
    let counter = try counter(path)
    let busy = failureOf { () throws(SystemError) in
      try counter.change { counts throws(SystemError) in counts.messages += 1 }
    }
    #expect(busy?.code == EAGAIN && busy?.isShortage == true)
    // Until it has changed, there is what there was.
    #expect(try counter.counts() == before)
    try File.create(path + "/m1", [])
    _ = changing.kill()
    let after = try counter.counts()
    #expect(after.messages == 1 && after.bytes == 10 && after.generation > before.generation)
  }
}

@Test func aLinkInItsPlaceIsNotFollowed() throws {
  try withDirectory { path in
    try File.create(path + "/outside", [42])
    symlink(path + "/outside", path + "/counter")
    #expect(failureOf { () throws(SystemError) in _ = try counter(path).counts() }?.storageFailure == .other(ELOOP))
    #expect(try File.contents(path + "/outside", limit: 1) == [42])
  }
}

@Test(.enabled(if: canMount, "no right to mount a file system"))
func withoutRoomNothingIsBegun() throws {
  try withSmallDisk("size=8k") { path in
    try File.create(path + "/m1", [UInt8](repeating: 0, count: 8192))
    let counter = try counter(path)
    let failure = failureOf { () throws(SystemError) in
      try counter.change { counts throws(SystemError) in counts.messages = 99 }
    }
    #expect(failure?.storageFailure == .noSpace)
    unlink(path + "/m1")
    #expect(try counter.counts().messages == 0)
  }
}
