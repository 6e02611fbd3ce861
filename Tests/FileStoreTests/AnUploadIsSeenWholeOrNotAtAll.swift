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
    try upload.append([4])
    #expect(upload.length == 4)
    try upload.commit(modified: 1_000_000_000)
    let entry = try store.entry(["incoming", "a"])
    #expect(entry.size == 4 && entry.modified == 1_000_000_000 && entry.kind == .file && entry.name == "a")
    #expect(try store.get(["incoming", "a"]) == [1, 2, 3, 4])
    #expect(try File.contents(path + aliceHome + "/a", limit: 9) == [1, 2, 3, 4])
    #expect(try Directory(path + aliceHome).entry("a")?.permissions == 0o660)
    #expect(try File.names(in: path + aliceHome + "/.peertls/parts").isEmpty)
  }
}
