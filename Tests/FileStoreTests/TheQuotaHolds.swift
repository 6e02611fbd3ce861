import FileStore
import Glibc
import Processes
import Spool
import TestFiles
import Testing

private let a = ["incoming", "a"]

private func bytes(_ count: Int) -> [UInt8] { [UInt8](repeating: 7, count: count) }

@Test func noByteMoreThanTheQuotaComes() throws {
  try withStore(quota: 1000) { path, store throws in
    try store.put(a, bytes(1000))
    #expect(refusalOf { () throws(StoreError) in try store.put(["incoming", "b"], bytes(1)) } == .overQuota)
    #expect(try store.usage() == FileStore(path, peer: alice, access: .write, quota: 1000).usage())
    #expect(try store.usage().bytes == 1000 && store.usage().quota == 1000 && store.usage().room == 0)
    // Nothing that was there is gone, and what may come without bytes may come.
    #expect(try store.get(a) == bytes(1000))
    try store.makeDirectory(["incoming", "d"])
    try store.put(["incoming", "empty"], [])
    try store.delete(a)
    try store.put(["incoming", "b"], bytes(999))
    #expect(try store.usage().room == 1)
  }
}

@Test(arguments: [0, 1, 999, 1000, 1001, 5000]) func aPipeIsTakenUpToTheQuota(_ count: Int) throws {
  try withStore(quota: 1000) { path, store throws in
    let pipe = try Pipe()
    let reading = try pipe.reading.duplicate()
    try reading.setNonBlocking()
    #expect(count == 0 || Bytes.write(pipe.writing.number, bytes(count), from: 0) == .moved(count))
    closeBoth(pipe)
    var upload = try store.begin(a)
    let refusal = upload.takeAll(from: reading.number)
    #expect(refusal == (count > 1000 ? .overQuota : nil))
    if refusal == nil { try upload.commit() } else { upload.keep() }
    #expect(try store.names(["incoming"]) == (refusal == nil ? ["a"] : []))
    #expect(try File.names(in: path + aliceHome + "/.peertls/parts").isEmpty)
  }
}

private func closeBoth(_ pipe: consuming Pipe) {}

@Test func anOverrunLeavesWhatWasThere() throws {
  try withStore(quota: 1000) { _, store throws in
    // The old and the new one together are too much until the old one is gone.
    try store.put(a, bytes(600))
    #expect(refusalOf { () throws(StoreError) in try store.put(a, bytes(401)) } == .overQuota)
    #expect(try store.get(a) == bytes(600))
    try store.put(a, bytes(400))
    #expect(try store.usage().bytes == 400)
    // Adding makes a copy first.
    try store.put(a, bytes(100), at: .end)
    #expect(refusalOf { () throws(StoreError) in try store.put(a, bytes(1), at: .end) } == .overQuota)
    #expect(try store.get(a) == bytes(500))
    // So does an interrupted upload, up to where it was.
    try store.putPart(["incoming", "p"], bytes(300))
    #expect(
      refusalOf { () throws(StoreError) in try store.put(["incoming", "p"], bytes(201), at: .end) } == .overQuota)
    #expect(try store.resumableSize(["incoming", "p"]) == 300)
    #expect(try store.usage().bytes == 800)
    try store.put(["incoming", "p"], bytes(200), at: .end)
    #expect(try store.usage().bytes == 1000)
  }
}

@Test func severalUploadsTakeFromTheSame() throws {
  try withStore(quota: 40 << 20) { path, store throws in
    var one = try store.begin(a)
    var other = try store.begin(["incoming", "b"])
    let piece = bytes(1 << 20)
    var refusals = 0
    for _ in 0..<40 where refusals == 0 {
      do throws(StoreError) {
        try one.append(piece)
        try other.append(piece)
      } catch {
        #expect(error == .overQuota)
        refusals += 1
      }
    }
    #expect(refusals == 1 && one.length + other.length <= 42 << 20 && one.length + other.length >= 36 << 20)
    one.discard()
    other.discard()
  }
}

/// Whatever the owner takes away or brings by hand.
@Test func whatTheOwnerMovesIsSeenBeforeAnythingIsRefused() throws {
  try withStore(quota: 1000) { path, store throws in
    try store.put(a, bytes(900))
    #expect(rename(path + aliceHome + "/a", path + "/a") == 0)
    try store.put(["incoming", "b"], bytes(900))
    #expect(
      try Counter("usage", in: try Directory(path + aliceHome + "/.peertls")) { _ throws(SystemError) in (0, 0) }
        .counts().bytes == 900)
    // Whoever asks is told what there is.
    try File.create(path + aliceHome + "/by-hand", bytes(50))
    let later = try FileStore(path, peer: alice, access: .write, quota: 1000)
    #expect(try patiently { () throws(StoreError) in try later.usage() }.bytes == 950)
    let before = try FileStore(path, peer: alice, access: .write)
    try before.delete(["incoming", "by-hand"])
    #expect(try before.usage().bytes == 900)
  }
}

@Test func thereIsALimitToEntries() throws {
  try withStore { path, store throws in
    try store.makeDirectory(["incoming", "d"])
    let counter = Counter("usage", in: try Directory(path + aliceHome + "/.peertls")) { _ throws(SystemError) in (0, 0)
    }
    _ = try store.usage()
    try counter.change(patience: 10_000_000) { counts throws(SystemError) in counts.messages = FileStore.maximumEntries
    }
    #expect(refusalOf { () throws(StoreError) in try store.makeDirectory(["incoming", "e"]) } == .tooMany)
    #expect(refusalOf { () throws(StoreError) in try store.put(["incoming", "f"], [1]) } == .tooMany)
    // Who has not counted of late counts before it refuses.
    let later = try FileStore(path, peer: alice, access: .write)
    try later.put(["incoming", "f"], [1])
    #expect(try later.usage().entries == 2)
    #expect(FileStore.maximumEntries == 100_000)
  }
}

@Test func whatIsDoneIsCounted() throws {
  try withStore { path, store throws in
    func expect(_ entries: UInt64, _ bytes: UInt64) throws {
      let usage = try patiently { () throws(StoreError) in try store.usage() }
      #expect(usage.entries == entries && usage.bytes == bytes)
    }
    // The first one counts; the others are what is kept.
    try expect(0, 0)
    try store.put(a, bytes(10))
    try expect(1, 10)
    try store.put(a, bytes(7))
    try expect(1, 7)
    try store.put(a, bytes(5), at: .end)
    try expect(1, 12)
    try store.makeDirectory(["incoming", "d"])
    try expect(2, 12)
    try store.put(["incoming", "d", "b"], bytes(100))
    try expect(3, 112)
    try store.rename(["incoming", "d", "b"], to: ["incoming", "c"])
    try expect(3, 112)
    try store.rename(["incoming", "c"], to: a)
    try expect(2, 100)
    try store.rename(a, to: a)
    try store.rename(["incoming", "d"], to: ["incoming", "e"])
    try expect(2, 100)
    try store.putPart(["incoming", "p"], bytes(1000))
    try expect(2, 1100)
    try store.delete(["incoming", "p"])
    try expect(2, 100)
    try store.delete(a)
    try expect(1, 0)
    try store.removeDirectory(["incoming", "e"])
    try expect(0, 0)
    #expect(link(path + "/pub", path + "/x") != 0)
    // Two names of one file.
    try store.put(a, bytes(10))
    link(path + aliceHome + "/a", path + aliceHome + "/b")
    _ = try FileStore(path, peer: alice, access: .write).usage()
    try expect(2, 20)
    try store.rename(a, to: ["incoming", "b"])
    try expect(1, 10)
    #expect(try store.names(["incoming"]) == ["b"])
    try expectRightCount(path)
  }
}
