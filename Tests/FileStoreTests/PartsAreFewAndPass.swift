import FileStore
import Glibc
import Peers
import Processes
import Spool
import TestFiles
import Testing

private let parts = aliceHome + "/.peertls/parts"
private let week = FileStore.partSeconds

@Test func aPartExpires() throws {
  try withStore { path, store throws in
    try store.putPart(["incoming", "a"], [1])
    let now = Clock.unixSeconds
    _ = try FileStore(path, peer: alice, access: .write, now: now + week - 60)
    #expect(try store.resumableSize(["incoming", "a"]) == 1)
    // A file's own time, which may be any, says nothing about its upload.
    let upload = try store.begin(["incoming", "b"], at: .beginning)
    upload.keepOne(at: 5)
    _ = try FileStore(path, peer: alice, access: .read, now: now + week + 60)
    #expect(try File.names(in: path + parts).count == 2)
    try patiently { () throws(StoreError) in
      _ = try? FileStore(path, peer: alice, access: .drop, now: now + week + 60)
      if (try? File.names(in: path + parts).isEmpty) != true { throw StoreError.busy }
    }
    #expect(week == 7 * 24 * 3600)
  }
}

extension Upload {
  /// Its commit fails after its time was set, for there is no such directory any more.
  fileprivate consuming func keepOne(at time: Int64) {
    try? append([1])
    rmdir("none")
    keep()
  }
}

@Test func aPartThatGrowsStays() throws {
  try withStore { path, store throws in
    var upload = try store.begin(["incoming", "a"])
    try upload.append([1])
    _ = try FileStore(path, peer: alice, access: .write, now: Clock.unixSeconds + week + 60)
    try upload.append([2])
    try upload.commit()
    #expect(try store.get(["incoming", "a"]) == [1, 2])
  }
}

/// Who does not come back has them removed when anybody comes, once a day.
@Test func thePartsOfThoseWhoStayAwayExpireToo() throws {
  try withStore { path, store throws in
    try store.putPart(["incoming", "a"], [1])
    let now = Clock.unixSeconds
    func visit(_ later: Int64) throws {
      for _ in 0..<50 {
        _ = try FileStore(path, peer: bob, access: .write, now: now + later)
        usleep(2000)
      }
    }
    try visit(week - 7200)
    #expect(try File.names(in: path + parts).count == 1)
    // Over by now, but it was looked at less than a day ago.
    try visit(week + 60)
    #expect(try File.names(in: path + parts).count == 1)
    try patiently { () throws(StoreError) in
      unlink(path + "/incoming/.swept")
      _ = try? FileStore(path, peer: bob, access: .write, now: now + week + 90_000)
      if (try? File.names(in: path + parts).isEmpty) != true { throw StoreError.busy }
    }
    #expect(try Directory(path + "/incoming").entry(".swept")?.modified == now + week + 90_000)
  }
}

/// What was being added to a file when the process was killed.
@Test func whatCannotBeGoneOnWithDoesNotStay() throws {
  try withStore { path, store throws in
    try File.create(path + parts + "/x.more", [1])
    try File.create(path + parts + "/y", [1])
    try patiently { () throws(StoreError) in
      _ = try? FileStore(path, peer: alice, access: .write)
      if (try? File.names(in: path + parts)) != ["y"] { throw StoreError.busy }
    }
  }
}

@Test func theOldestMakesRoom() throws {
  try withStore { path, store throws in
    for number in 0..<FileStore.maximumParts { try store.putPart(["incoming", "\(number)"], [1]) }
    #expect(try File.names(in: path + parts).count == 64)
    try patiently { () throws(StoreError) in try store.putPart(["incoming", "more"], [1, 2]) }
    #expect(try File.names(in: path + parts).count == 64)
    #expect(try store.resumableSize(["incoming", "more"]) == 2)
    #expect(refusalOf { () throws(StoreError) in _ = try store.resumableSize(["incoming", "0"]) } == .missing)
    #expect(try store.resumableSize(["incoming", "1"]) == 1)
    // One that is there needs no room.
    try store.putPart(["incoming", "1"], [3], at: .end)
    #expect(try store.resumableSize(["incoming", "2"]) == 1)
  }
}

@Test func noneIsShownAndNoPathLeadsThere() throws {
  try withStore { path, store throws in
    try store.putPart(["incoming", "a"], [1])
    #expect(try store.list(["incoming"]).isEmpty)
    for name in [".peertls", ".PEERTLS", ".PeerTLS"] {
      for path in [["incoming", name], ["incoming", name, "parts"], ["incoming", "d", name], ["pub", name]] {
        let refusals = [
          refusalOf { () throws(StoreError) in _ = try store.entry(path) },
          refusalOf { () throws(StoreError) in _ = try store.list(path) },
          refusalOf { () throws(StoreError) in _ = try store.open(path) },
          refusalOf { () throws(StoreError) in _ = try store.resumableSize(path) },
          refusalOf { () throws(StoreError) in _ = try store.upload(path, at: .beginning) },
          refusalOf { () throws(StoreError) in _ = try store.upload(path + ["x"], at: .beginning) },
          refusalOf { () throws(StoreError) in try store.delete(path) },
          refusalOf { () throws(StoreError) in try store.makeDirectory(path) },
          refusalOf { () throws(StoreError) in try store.removeDirectory(path) },
          refusalOf { () throws(StoreError) in try store.rename(path, to: ["incoming", "x"]) },
          refusalOf { () throws(StoreError) in try store.rename(["incoming", "x"], to: path) },
          refusalOf { () throws(StoreError) in try store.setModified(path, 1) },
          refusalOf { () throws(StoreError) in _ = try store.uniqueName(in: path) },
        ]
        #expect(refusals.allSatisfy { $0 == .denied }, "\(path): \(refusals)")
      }
    }
    #expect(try File.names(in: path + aliceHome) == [".peertls"])
    #expect(try File.names(in: path + aliceHome + "/.peertls") == ["parts", "peer", "tmp", "usage"])
  }
}
