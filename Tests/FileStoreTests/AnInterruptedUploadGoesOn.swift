import FileStore
import Glibc
import Processes
import TestFiles
import Testing

private let a = ["incoming", "a"]

private func size(_ store: FileStore) -> UInt64? { try? store.resumableSize(a) }

private func refusal(_ store: FileStore, at start: UploadStart) -> StoreError? {
  refusalOf { () throws(StoreError) in _ = try store.upload(a, at: start) }
}

@Test(arguments: [FileAccess.write, .drop]) func itGoesOnFromItsEnd(_ access: FileAccess) throws {
  try withStore(access) { path, store throws in
    try store.putPart(a, [1, 2, 3])
    // Another connection of the same peer, later.
    let later = try FileStore(path, peer: alice, access: access)
    #expect(size(later) == 3)
    #expect(refusalOf { () throws(StoreError) in _ = try later.entry(a) } == .missing)
    try later.putPart(a, [4], at: .offset(3))
    #expect(size(later) == 4)
    try later.putPart(a, [5], at: .end)
    try store.put(a, [6], at: .end)
    #expect(try File.contents(path + aliceHome + "/a", limit: 9) == [1, 2, 3, 4, 5, 6])
    #expect(try File.names(in: path + aliceHome + "/.peertls/parts").isEmpty)
  }
}

@Test func itGoesOnFromAnyPlaceThatItHasReached() throws {
  try withStore { _, store throws in
    try store.putPart(a, [1, 2, 3, 4])
    #expect(refusal(store, at: .offset(5)) == .offsetBeyondEnd)
    #expect(refusal(store, at: .offset(.max)) == .offsetBeyondEnd)
    #expect(size(store) == 4)
    try store.putPart(a, [9], at: .offset(2))
    #expect(size(store) == 3)
    try store.put(a, [10], at: .offset(3))
    #expect(try store.get(a) == [1, 2, 9, 10])
  }
}

@Test func fromTheBeginningItIsAnother() throws {
  try withStore { _, store throws in
    try store.putPart(a, [1, 2, 3, 4])
    try store.putPart(a, [5])
    #expect(size(store) == 1)
    try store.put(a, [6], at: .offset(0))
    #expect(try store.get(a) == [6])
  }
}

@Test func whereNothingHasComeNothingIsLeft() throws {
  try withStore { path, store throws in
    store.keepNothing()
    #expect(refusalOf { () throws(StoreError) in _ = try store.resumableSize(a) } == .missing)
    #expect(refusal(store, at: .offset(1)) == .offsetBeyondEnd)
    #expect(try File.names(in: path + aliceHome + "/.peertls/parts").isEmpty)
    try store.put(a, [1], at: .end)
    #expect(try store.get(a) == [1])
  }
}

extension FileStore {
  fileprivate func keepNothing() { if let upload = try? begin(a) { upload.keep() } }
}

@Test func aFileIsGoneOnWithInACopy() throws {
  try withStore { path, store throws in
    try store.put(a, [1, 2, 3])
    let reading = try store.open(a)
    for (start, expected) in [
      (UploadStart.end, [1, 2, 3, 7]), (.offset(4), [1, 2, 3, 7, 7]), (.offset(1), [1, 7]), (.offset(2), [1, 7, 7]),
    ] as [(UploadStart, [UInt8])] {
      var upload = try store.begin(a, at: start)
      let before = try store.get(a)
      try upload.append([7])
      #expect(upload.length == expected.count)
      #expect(try store.get(a) == before)
      try upload.commit()
      #expect(try store.get(a) == expected)
    }
    #expect(try File.contents(of: reading.file, limit: 9, name: "a") == [1, 2, 3])
    #expect(refusal(store, at: .offset(4)) == .offsetBeyondEnd)
    #expect(try File.names(in: path + aliceHome + "/.peertls/parts").isEmpty)
    #expect(try store.usage().entries == 1 && store.usage().bytes == 3)
  }
}

@Test func whatWasToBeAddedToAFileIsNotKept() throws {
  try withStore { path, store throws in
    try store.put(a, [1, 2, 3])
    try store.putPart(a, [4, 5], at: .end)
    #expect(size(store) == 3)
    #expect(try File.names(in: path + aliceHome + "/.peertls/parts").isEmpty)
    try store.put(a, [6], at: .end)
    #expect(try store.get(a) == [1, 2, 3, 6])
  }
}

/// The file's length is what clients see, and what they go on from.
@Test func nothingIsMadeOfHalfAnOldAndHalfANewFile() throws {
  try withStore { path, store throws in
    try store.put(a, [1, 2, 3, 4])
    // A new one that is longer, and one that is shorter, as far as it has come.
    try store.putPart(a, [11, 12, 13, 14, 15, 16])
    #expect(size(store) == 4)
    #expect(try store.get(a) == [1, 2, 3, 4])
    // What is added is sent from the old one's end.
    #expect(refusal(store, at: .end) == .exists)
    try store.put(a, [25, 26, 27], at: .offset(4))
    #expect(try store.get(a) == [11, 12, 13, 14, 25, 26, 27])
    try store.putPart(a, [31, 32])
    #expect(refusal(store, at: .offset(7)) == .offsetBeyondEnd)
    try store.put(a, [33], at: .offset(2))
    #expect(try store.get(a) == [31, 32, 33])
    // Once the file is newer, however it came, the upload was another's.
    try store.putPart(a, [41, 42])
    usleep(20_000)
    try store.put(["incoming", "b"], [51, 52, 53, 54])
    try store.rename(["incoming", "b"], to: a)
    try store.put(a, [55], at: .end)
    #expect(try store.get(a) == [51, 52, 53, 54, 55])
    #expect(try File.names(in: path + aliceHome + "/.peertls/parts").isEmpty)
  }
}

@Test func aDeletedFileTakesItsUploadAlong() throws {
  try withStore { path, store throws in
    try store.put(a, [1])
    try store.putPart(a, [2, 3])
    try store.delete(a)
    #expect(size(store) == nil)
    // There may be nothing but the upload.
    try store.putPart(a, [2, 3])
    try store.delete(a)
    #expect(size(store) == nil)
    #expect(refusalOf { () throws(StoreError) in try store.delete(a) } == .missing)
    #expect(try File.names(in: path + aliceHome + "/.peertls/parts").isEmpty)
  }
}

/// A power cut can leave a length without its bytes.
@Test func whatWasNeverWrittenIsNotGoneOnWith() throws {
  try withStore { path, store throws in
    try store.putPart(a, [UInt8](repeating: 1, count: 5000))
    let parts = path + aliceHome + "/.peertls/parts"
    let part = try File.open(parts + "/" + File.names(in: parts)[0], O_RDWR)
    try File.setLength(1 << 20, of: part, name: "a part")
    let length = try #require(size(store))
    #expect(length >= 5000 && length <= 65_536)
    try store.put(a, [2], at: .offset(5000))
    #expect(try store.get(a) == [UInt8](repeating: 1, count: 5000) + [2])
  }
}

/// A crash can leave both names of what was being renamed.
@Test func whatHasANameIsNotGoneOnWith() throws {
  try withStore { path, store throws in
    try store.putPart(a, [1, 2])
    let parts = path + aliceHome + "/.peertls/parts"
    link(parts + "/" + (try File.names(in: parts)[0]), path + aliceHome + "/a")
    try store.put(a, [9])
    #expect(try store.get(a) == [9])
    try store.putPart(["incoming", "b"], [1, 2])
    link(parts + "/" + (try File.names(in: parts)[0]), path + "/kept")
    #expect(
      refusalOf { () throws(StoreError) in _ = try store.upload(["incoming", "b"], at: .offset(2)) } == .offsetBeyondEnd
    )
    #expect(try File.contents(path + "/kept", limit: 9) == [1, 2])
  }
}
