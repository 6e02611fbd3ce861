import Glibc
import Processes
import Spool
import TestFiles
import Testing

@Test(.enabled(if: canMount, "no right to mount a file system"), arguments: ["size=64k", "size=1m,nr_inodes=12"])
func aFullDiskIsNoSpaceAndLeavesNothing(_ options: String) throws {
  try withSmallDisk(options) { path in
    let spool = try Spool(try Directory(path))
    let new = try spool.makeDirectory("new", in: spool.directory)
    var written: [String] = []
    var failure: SystemError?
    while failure == nil && written.count < 100 {
      let name = "message-\(100 + written.count)"
      failure = failureOf { () throws(SystemError) in
        try spool.write([UInt8](repeating: 7, count: 6000), as: name, into: new)
      }
      if failure == nil { written.append(name) }
    }
    #expect(failure?.storageFailure == .noSpace && !written.isEmpty, "\(failure as Any)")
    #expect(try new.names() == written)
    for name in written { #expect(try new.contents(name, limit: 6000).count == 6000) }
    #expect(try Directory(path + "/tmp").names().isEmpty)
    // Once there is room it goes on.
    try Spool.remove(written[0], from: new)
    try spool.write([UInt8](repeating: 8, count: 6000), as: "later", into: new)
    #expect(try new.names().count == written.count)
  }
}

@Test(.enabled(if: canMount, "no right to mount a file system"))
func aDirectoryThatDoesNotFitLeavesNothing() throws {
  try withSmallDisk("size=1m,nr_inodes=4") { path in
    let spool = try Spool(try Directory(path))
    _ = try spool.makeDirectory("new", in: spool.directory)
    try spool.write([], as: "file", into: spool.directory)
    let failure = failureOf { () throws(SystemError) in _ = try spool.makeDirectory("more", in: spool.directory) }
    #expect(failure?.storageFailure == .noSpace)
    #expect(try spool.directory.names() == ["file", "new", "tmp"])
    #expect(try Directory(path + "/tmp").names().isEmpty)
  }
}

@Test func aFileOverItsLimitIsNoSpace() throws {
  try withDirectory { path throws in
    #expect(try Running.probe("spool-probe", "limited", path, "5000").end() == ["noSpace"])
    #expect(try File.names(in: path) == ["tmp"])
    #expect(try File.names(in: path + "/tmp").isEmpty)
  }
}

@Test(
  arguments: [
    (ENOSPC, .noSpace), (EDQUOT, .noSpace), (EFBIG, .noSpace), (EEXIST, .exists), (ENOENT, .missing),
    (ESTALE, .missing),
    (EIO, .other(EIO)), (EROFS, .other(EROFS)), (EACCES, .other(EACCES)),
  ] as [(Int32, StorageFailure)])
func everyErrorMeansSomething(_ code: Int32, _ failure: StorageFailure) {
  #expect(SystemError("write", code: code).storageFailure == failure)
}
