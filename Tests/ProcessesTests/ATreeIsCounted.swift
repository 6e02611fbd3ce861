import Glibc
import Processes
import Testing

@Test func everythingIsCountedAndNoLinkFollowed() throws {
  try withDirectory { path in
    for name in ["/t", "/t/a", "/t/a/b", "/t/a/b/c", "/t/own", "/outside"] { mkdir(path + name, 0o700) }
    try File.create(path + "/t/one", [1])
    try File.create(path + "/t/a/b/c/five", [1, 2, 3, 4, 5])
    try File.create(path + "/t/own/seven", [UInt8](repeating: 0, count: 7))
    try File.create(path + "/outside/large", [UInt8](repeating: 0, count: 1000))
    symlink(path + "/outside", path + "/t/link")
    mkfifo(path + "/t/pipe", 0o600)
    let unreadable: [CChar] = [-1, -2, 0]
    mkdir(Array((path + "/t/").utf8CString.dropLast()) + unreadable, 0o700)
    var tree = TreeSize()
    (tree.entries, tree.bytes, tree.height) = (10, 13, 4)
    let directory = try Directory(path + "/t")
    #expect(try directory.size(depth: 10, limit: 100) == tree)
    (tree.entries, tree.bytes) = (8, 6)
    #expect(try directory.size(except: "own", depth: 10, limit: 100) == tree)
    // What is called so further down counts.
    #expect(try directory.size(except: "five", depth: 10, limit: 100).bytes == 13)
    #expect(try directory.size(depth: 0, limit: 100).entries == 6)
    #expect(try directory.size(depth: 0, limit: 100).height == 1)
    #expect(try directory.size(depth: 2, limit: 100).bytes == 8)
    #expect(try directory.size(depth: 10, limit: 3).entries == 3)
    #expect(try Directory(path + "/outside").size(depth: 1, limit: 9).height == 1)
  }
}

/// Such a file takes no room, and its length can be anything.
@Test func whatWasNeverWrittenIsAHole() throws {
  try withDirectory { path in
    try File.create(path + "/file", [UInt8](repeating: 1, count: 10_000))
    let file = try File.open(path + "/file", O_RDWR)
    #expect(try File.lengthToFirstHole(of: file, name: "file") == 10_000)
    try File.setLength(1 << 30, of: file, name: "file")
    let hole = try File.lengthToFirstHole(of: file, name: "file")
    #expect((10_000...65_536).contains(hole))
    try File.setLength(0, of: file, name: "file")
    #expect(try File.lengthToFirstHole(of: file, name: "file") == 0)
    #expect(lseek(file.number, 0, SEEK_CUR) == 0)
  }
}

@Test func aTimeIsSetAndNothingElse() throws {
  try withDirectory { path in
    try File.create(path + "/file", [1])
    mkdir(path + "/directory", 0o700)
    symlink("file", path + "/link")
    let directory = try Directory(path)
    for (name, links, time) in [("file", Links.refused, 5), ("directory", .refused, -5), ("link", .beneath, 99)] {
      var before = stat()
      stat(path + "/" + name, &before)
      try directory.setModified(Int64(time), at: [name], links)
      var after = stat()
      stat(path + "/" + name, &after)
      #expect(after.st_mtim.tv_sec == time && after.st_atim.tv_sec == before.st_atim.tv_sec)
    }
    #expect(errorOf { () throws(SystemError) in try directory.setModified(1, at: ["link"], .refused) }?.code == ELOOP)
    #expect(errorOf { () throws(SystemError) in try directory.setModified(1, at: ["none"], .refused) }?.code == ENOENT)
  }
}
