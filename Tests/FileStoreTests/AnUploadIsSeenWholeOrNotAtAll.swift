import FileStore
import Glibc
import Processes
import TestFiles
import Testing

@Test func anUploadIsSeenOnceItIsCommitted() throws {
  try withStore { path, store throws in
    var upload = try store.begin(["incoming", "a"])
    try upload.append([1, 2, 3])
    #expect(try store.names(["incoming"]).isEmpty)
    #expect(refusalOf { () throws(StoreError) in _ = try store.entry(["incoming", "a"]) } == .missing)
    #expect(refusalOf { () throws(StoreError) in _ = try store.open(["incoming", "a"]) } == .missing)
    try upload.append([4])
    #expect(upload.length == 4)
    try upload.commit(modified: 1_000_000_000)
    let entry = try store.entry(["incoming", "a"])
    #expect(entry.size == 4 && entry.modified == 1_000_000_000 && entry.kind == .file && entry.name == "a")
    #expect(try store.get(["incoming", "a"]) == [1, 2, 3, 4])
    #expect(try File.contents(path + aliceHome + "/a", limit: 9) == [1, 2, 3, 4])
    #expect(try File.names(in: path + aliceHome + "/.peertls/parts").isEmpty)
  }
}

@Test func aFileIsReplacedWholeAndItsReadersKeepIt() throws {
  try withStore { _, store throws in
    try store.put(["incoming", "a"], [UInt8](repeating: 1, count: 10_000))
    let reading = try store.open(["incoming", "a"])
    var upload = try store.begin(["incoming", "a"])
    try upload.append([2])
    #expect(try store.get(["incoming", "a"]).count == 10_000)
    try upload.commit()
    #expect(try File.contents(of: reading.file, limit: 10_000, name: "a").allSatisfy { $0 == 1 })
    #expect(reading.size == 10_000)
    #expect(try store.get(["incoming", "a"]) == [2])
    #expect(try store.names(["incoming"]) == ["a"])
  }
}

@Test func anEmptyFileIsAFile() throws {
  try withStore { _, store throws in
    try store.begin(["incoming", "a"]).commit()
    #expect(try store.entry(["incoming", "a"]).size == 0)
    try store.put(["incoming", "a"], [1])
    try store.begin(["incoming", "a"]).commit()
    #expect(try store.get(["incoming", "a"]).isEmpty)
  }
}

@Test func aPipeIsTakenUpToItsEnd() throws {
  try withStore { _, store throws in
    let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 9) }
    let pipe = try Pipe(capacity: 1 << 20)
    let reading = try pipe.reading.duplicate()
    try reading.setNonBlocking()
    try pipe.writing.setNonBlocking()
    var upload = try store.begin(["incoming", "a"])
    #expect(try upload.take(from: reading.number) == .wouldBlock)
    var written = 0
    while written < bytes.count {
      written += Bytes.write(pipe.writing.number, bytes, from: written).count
      while case .moved = try upload.take(from: reading.number) {}
    }
    #expect(upload.length == 3_000_000)
    closeBoth(pipe)
    #expect(try upload.take(from: reading.number) == .ended)
    try upload.commit()
    #expect(try store.get(["incoming", "a"]) == bytes)
  }
}

private func closeBoth(_ pipe: consuming Pipe) {}

@Test func whatIsDiscardedIsGone() throws {
  try withStore { path, store throws in
    try store.put(["incoming", "a"], [1])
    try store.putPart(["incoming", "b"], [1, 2])
    for name in ["a", "b", "c"] {
      var upload = try store.begin(["incoming", name])
      try upload.append([7])
      upload.discard()
    }
    #expect(try store.get(["incoming", "a"]) == [1])
    #expect(try store.names(["incoming"]) == ["a"])
    #expect(try File.names(in: path + aliceHome + "/.peertls/parts").isEmpty)
  }
}

@Test func aFileIsOpenToTheGroup() throws {
  try withStore { path, store throws in
    try store.makeDirectory(["incoming", "d"])
    try store.put(["incoming", "d", "a"], [1])
    try store.put(["incoming", "d", "a"], [2], at: .end)
    let home = try Directory(path + aliceHome)
    #expect(try home.entry(at: ["d"], .refused).permissions == 0o2770)
    #expect(try home.entry(at: ["d", "a"], .refused).permissions == 0o660)
    for name in ["pub", "incoming", "incoming/alice@example.org", "incoming/alice@example.org/.peertls"] {
      #expect(
        try Directory(path).entry(at: name.split(separator: "/").map(String.init), .refused).permissions == 0o2770)
    }
  }
}

/// Whoever moved the directory away, or put something in its place, has the upload fail; it can be gone on with.
@Test func anUploadWhoseDirectoryIsGoneIsKept() throws {
  try withStore { path, store throws in
    try store.makeDirectory(["incoming", "d"])
    var upload = try store.begin(["incoming", "d", "a"])
    try upload.append([1])
    rename(path + aliceHome + "/d", path + "/elsewhere")
    #expect(refusal(of: upload) == .missing)
    #expect(try File.names(in: path + "/elsewhere").isEmpty)
    try File.create(path + aliceHome + "/d", [])
    #expect(
      refusalOf { () throws(StoreError) in _ = try store.upload(["incoming", "d", "a"], at: .end) } == .notADirectory)
    unlink(path + aliceHome + "/d")
    symlink(path + "/elsewhere", path + aliceHome + "/d")
    #expect(refusalOf { () throws(StoreError) in _ = try store.upload(["incoming", "d", "a"], at: .end) } == .missing)
    unlink(path + aliceHome + "/d")
    rename(path + "/elsewhere", path + aliceHome + "/d")
    try store.put(["incoming", "d", "a"], [2], at: .end)
    #expect(try store.get(["incoming", "d", "a"]) == [1, 2])
  }
}

/// What has come to be in the file's place meanwhile.
@Test func anUploadReplacesFilesAlone() throws {
  try withStore { path, store throws in
    let place = path + aliceHome + "/a"
    for (make, expected) in [
      ({ _ = mkdir(place, 0o700) }, StoreError.isADirectory), ({ _ = symlink(path, place) }, .denied),
      ({ _ = mkfifo(place, 0o600) }, .denied),
    ] as [(() -> Void, StoreError)] {
      var upload = try store.begin(["incoming", "a"])
      try upload.append([1])
      make()
      #expect(refusal(of: upload) == expected)
      #expect(
        refusalOf { () throws(StoreError) in _ = try store.upload(["incoming", "a"], at: .beginning) } == expected)
      remove(place)
    }
    try store.put(["incoming", "a"], [2], at: .end)
    #expect(try store.get(["incoming", "a"]) == [1, 2])
  }
}

/// Why an upload was not committed.
func refusal(of upload: consuming Upload) -> StoreError? {
  do throws(StoreError) {
    try upload.commit()
    return nil
  } catch {
    return error
  }
}
