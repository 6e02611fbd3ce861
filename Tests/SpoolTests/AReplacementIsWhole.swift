import Glibc
import Processes
import Spool
import TestFiles
import Testing

@Test func aFileIsReplacedOrThere() throws {
  try withDirectory { path in
    let spool = try Spool(try Directory(path))
    try spool.replace([1], as: "a", in: spool.directory)
    #expect(try spool.directory.contents("a", limit: 9) == [1])
    try spool.replace([2, 3], as: "a", in: spool.directory)
    #expect(try spool.directory.contents("a", limit: 9) == [2, 3])
    #expect(try spool.directory.entry("a")?.permissions == DurableFile.mode)
    #expect(try File.names(in: path + "/tmp").isEmpty)
  }
}

@Test func aLinkIsReplacedAndNotFollowed() throws {
  try withDirectory { path in
    try File.create(path + "/outside", [42])
    let spool = try Spool(try Directory(path))
    symlink(path + "/outside", path + "/a")
    try spool.replace([1], as: "a", in: spool.directory)
    #expect(try File.contents(path + "/outside", limit: 9) == [42])
    #expect(try spool.directory.contents("a", limit: 9) == [1])
    mkdir(path + "/d", 0o700)
    let failure = failureOf { () throws(SystemError) in try spool.replace([1], as: "d", in: spool.directory) }
    #expect(failure?.storageFailure == .other(EISDIR))
    #expect(try File.names(in: path + "/tmp").isEmpty)
  }
}

@Test(.enabled(if: canMount, "no right to mount a file system")) func aFullDiskKeepsTheOldOne() throws {
  try withSmallDisk("size=64k") { path in
    let spool = try Spool(try Directory(path))
    try spool.replace([1, 2], as: "a", in: spool.directory)
    let failure = failureOf { () throws(SystemError) in
      try spool.replace([UInt8](repeating: 3, count: 100_000), as: "a", in: spool.directory)
    }
    #expect(failure?.storageFailure == .noSpace)
    #expect(try spool.directory.contents("a", limit: 9) == [1, 2])
    #expect(try File.names(in: path + "/tmp").isEmpty)
  }
}
