import FileStore
import Glibc
import Processes
import TestFiles
import Testing

/// Fills what is left of a file system.
private func fill(_ path: String) {
  if let file = try? File.open(path + "/filler", O_WRONLY | O_CREAT) {
    let bytes = [UInt8](repeating: 0, count: 4096)
    for size in [4096, 1] { while write(file.number, bytes, size) == size {} }
  }
  var number = 0
  while (try? File.create(path + "/filler-\(number)", [])) != nil { number += 1 }
}

private func empty(_ path: String) throws {
  for name in try File.names(in: path) where name.hasPrefix("filler") { unlink(path + "/" + name) }
}

@Test(
  .enabled(if: canMount, "no right to mount a file system"),
  arguments: ["size=512k,nr_inodes=200", "size=4m,nr_inodes=40"])
func aFullDiskLosesNothing(_ options: String) throws {
  try withSmallDisk(options) { path throws in
    let store = try FileStore(path, peer: alice, access: .write)
    let bytes = [UInt8](repeating: 7, count: 9000)
    try store.makeDirectory(["incoming", "d"])
    var stored: [String] = []
    var refusal: StoreError?
    while refusal == nil && stored.count < 100 {
      let name = "\(100 + stored.count)"
      refusal = refusalOf { () throws(StoreError) in try store.put(["incoming", name], bytes) }
      if refusal == nil { stored.append(name) }
    }
    #expect(refusal == .noSpace && stored.count > 3)
    fill(path)
    let refusals = [
      refusalOf { () throws(StoreError) in try store.put(["incoming", "x"], bytes) },
      refusalOf { () throws(StoreError) in try store.put(["incoming", "100"], bytes + bytes) },
      refusalOf { () throws(StoreError) in try store.put(["incoming", "100"], bytes, at: .end) },
      refusalOf { () throws(StoreError) in try store.makeDirectory(["incoming", "e"]) },
    ]
    #expect(refusals == [.noSpace, .noSpace, .noSpace, .noSpace])
    #expect(try store.names(["incoming"]) == stored + ["d"])
    for name in stored { #expect(try store.get(["incoming", name]) == bytes) }
    // What has filled the disk does not keep it full.
    #expect(try File.names(in: path + aliceHome + "/.peertls/parts").isEmpty)
    // There is always a way to make room; a new connection finds it too.
    let later = try FileStore(path, peer: alice, access: .write)
    try later.rename(["incoming", "100"], to: ["incoming", "101"])
    try later.delete(["incoming", "101"])
    try later.removeDirectory(["incoming", "d"])
    try empty(path)
    try later.put(["incoming", "x"], bytes)
    try later.makeDirectory(["incoming", "e"])
    #expect(try later.names(["incoming"]) == stored.dropFirst(2) + ["e", "x"])
    try expectRightCount(path)
  }
}

@Test(.enabled(if: canMount, "no right to mount a file system"))
func whatWasKeptBeforeTheDiskWasFullIsKept() throws {
  try withSmallDisk("size=256k,nr_inodes=100") { path throws in
    let store = try FileStore(path, peer: alice, access: .write)
    let a = ["incoming", "a"]
    try store.putPart(a, [UInt8](repeating: 1, count: 5000))
    let large = [UInt8](repeating: 2, count: 300_000)
    #expect(refusalOf { () throws(StoreError) in try store.put(a, large, at: .end) } == .noSpace)
    #expect(try store.resumableSize(a) == 5000)
    try store.put(a, [3], at: .offset(5000))
    #expect(try store.get(a) == [UInt8](repeating: 1, count: 5000) + [3])
    // By way of a pipe it is the same.
    let pipe = try Pipe(capacity: 1 << 20)
    try pipe.reading.setNonBlocking()
    try pipe.writing.setNonBlocking()
    let reading = pipe.reading.number
    #expect(Bytes.write(pipe.writing.number, large, from: 0) == .moved(300_000))
    var upload = try store.begin(["incoming", "b"])
    let refusal = upload.takeAll(from: reading)
    #expect(refusal == .noSpace)
    upload.keep()
    #expect(refusalOf { () throws(StoreError) in _ = try store.resumableSize(["incoming", "b"]) } == .missing)
    try store.put(["incoming", "b"], [1])
  }
}

/// Nothing of the peer's is there yet, and nothing can be made.
@Test(
  .enabled(if: canMount, "no right to mount a file system"),
  arguments: ["size=64k,nr_inodes=100", "size=1m,nr_inodes=3"])
func onAFullDiskWhatThereIsCanBeRead(_ options: String) throws {
  try withSmallDisk(options) { path throws in
    mkdir(path + "/pub", 0o770)
    try File.create(path + "/pub/a", [1])
    fill(path)
    let store = try FileStore(path, peer: alice, access: .write)
    #expect(try store.get(["pub", "a"]) == [1])
    #expect(refusalOf { () throws(StoreError) in _ = try store.list(["incoming"]) } == .noSpace)
    #expect(refusalOf { () throws(StoreError) in _ = try store.upload(["incoming", "a"], at: .beginning) } == .noSpace)
    #expect(try store.names([]) == ["pub"])
    guard options.hasPrefix("size=64k") else { return }
    try empty(path)
    try store.put(["incoming", "a"], [2])
    #expect(try store.names([]) == ["incoming", "pub"])
  }
}
