import Glibc
import Processes
import Spool
import TestFiles
import Testing

@Test func aNameThatIsTakenIsKept() throws {
  try withDirectory { path in
    let spool = try Spool(try Directory(path))
    let one = try spool.makeDirectory("one", in: spool.directory)
    let other = try spool.makeDirectory("other", in: spool.directory)
    try File.create(path + "/outside", [42])
    try spool.write([1], as: "a", into: one)
    try spool.write([2], as: "a", into: other)
    try other.makeLink("link", to: path + "/outside")
    try other.makeLink("nowhere", to: path + "/made")
    _ = try spool.makeDirectory("directory", in: other)
    for name in ["a", "link", "nowhere", "directory"] {
      let writing = failureOf { () throws(SystemError) in try spool.write([3], as: name, into: other) }
      let moving = failureOf { () throws(SystemError) in try Spool.move("a", from: one, to: other, as: name) }
      #expect(writing?.storageFailure == .exists && moving?.storageFailure == .exists)
    }
    #expect(try one.contents("a", limit: 1) == [1] && other.contents("a", limit: 1) == [2])
    #expect(try File.contents(path + "/outside", limit: 1) == [42])
    #expect(!File.exists(path + "/made"))
    #expect(try File.names(in: path + "/tmp").isEmpty)
    try Spool.move("a", from: one, to: other, as: "b")
    #expect(try one.names().isEmpty && other.contents("b", limit: 1) == [1])
    try Spool.remove("b", from: other)
    #expect(try other.names() == ["a", "directory", "link", "nowhere"])
  }
}

@Test(arguments: ["tmp", "new"]) func aLinkInADirectorysPlaceIsNotFollowed(_ name: String) throws {
  try withDirectory { path throws in
    for directory in ["/s", "/elsewhere"] { mkdir(path + directory, 0o700) }
    symlink(path + "/elsewhere", path + "/s/" + name)
    let failure = failureOf { () throws(SystemError) in
      let spool = try Spool(try Directory(path + "/s"))
      try spool.write([1], as: "a", into: try spool.makeDirectory("new", in: spool.directory))
    }
    #expect(failure?.storageFailure == .exists)
    #expect(try File.names(in: path + "/elsewhere").isEmpty)
  }
}

/// Links that somebody puts in place of each temporary file, at once.
@Test func aLinkInATemporaryFilesPlaceHasNothingWrittenThroughIt() throws {
  try withDirectory { path in
    try File.create(path + "/outside", [42])
    let spool = try Spool(try Directory(path))
    var file = try spool.file()
    for name in try File.names(in: path + "/tmp") {
      unlink(path + "/tmp/" + name)
      symlink(path + "/outside", path + "/tmp/" + name)
    }
    try file.append([1, 2, 3])
    try? file.commit(as: "a", into: spool.directory)
    #expect(try File.contents(path + "/outside", limit: 3) == [42])
  }
}

@Test func whatIsMadeIsOpenToTheGroup() throws {
  try withDirectory { path in
    let spool = try Spool(try Directory(path))
    let new = try spool.makeDirectory("new", in: spool.directory)
    try spool.write([1], as: "a", into: new)
    #expect(try spool.directory.entry("tmp")?.permissions == Spool.directoryMode)
    #expect(try spool.directory.entry("new")?.permissions == Spool.directoryMode)
    #expect(try new.entry("a")?.permissions == DurableFile.mode)
    // One that is there is left as it is.
    chmod(path + "/new", 0o700)
    _ = try spool.makeDirectory("new", in: spool.directory)
    #expect(try spool.directory.entry("new")?.permissions == 0o700)
  }
}
