import Glibc
import Processes
import Spool
import TestFiles
import Testing

@Test func aTargetThatWasRemovedIsMissing() throws {
  try withDirectory { path in
    let spool = try Spool(try Directory(path))
    let new = try spool.makeDirectory("new", in: spool.directory)
    var file = try spool.file()
    try file.append([1, 2, 3])
    rmdir(path + "/new")
    let failure = failureOf { () throws(SystemError) in try spool.write([1], as: "a", into: new) }
    #expect(failure?.storageFailure == .missing)
    do throws(SystemError) {
      try file.commit(as: "b", into: new)
      Issue.record("it is nowhere")
    } catch {
      #expect(error.storageFailure == .missing)
    }
    // Another one of that name is not the one that was meant, and nothing is in it.
    mkdir(path + "/new", 0o700)
    let again = failureOf { () throws(SystemError) in try spool.write([1], as: "a", into: new) }
    #expect(again?.storageFailure == .missing)
    #expect(try File.names(in: path + "/new").isEmpty && File.names(in: path + "/tmp").isEmpty)
  }
}

@Test func aSpoolThatWasRemovedIsMissing() throws {
  try withDirectory { path in
    mkdir(path + "/s", 0o700)
    let spool = try Spool(try Directory(path + "/s"))
    let elsewhere = try Directory(path)
    rmdir(path + "/s/tmp")
    let failures = [
      failureOf { () throws(SystemError) in try spool.write([1], as: "a", into: elsewhere) },
      failureOf { () throws(SystemError) in _ = try spool.makeDirectory("new", in: elsewhere) },
      failureOf { () throws(SystemError) in try Spool.move("a", from: elsewhere, to: elsewhere, as: "b") },
      failureOf { () throws(SystemError) in try Spool.remove("a", from: elsewhere) },
    ]
    #expect(failures.map { $0?.storageFailure } == [.missing, .missing, .missing, .missing])
    rmdir(path + "/s")
    // What is open is not the directory that its path may come to stand for.
    mkdir(path + "/s", 0o700)
    mkdir(path + "/s/tmp", 0o700)
    let failure = failureOf { () throws(SystemError) in try spool.write([1], as: "a", into: spool.directory) }
    #expect(failure?.storageFailure == .missing)
    #expect(try File.names(in: path) == ["s"])
    #expect(
      failureOf { () throws(SystemError) in _ = try Spool(try Directory(path + "/none")) }?.storageFailure == .missing)
  }
}

/// Another process sweeps, or somebody cleans up by hand, between the writing and the yes.
@Test func aTemporaryFileThatWasRemovedIsMissing() throws {
  try withDirectory { path in
    let spool = try Spool(try Directory(path))
    let file = try spool.file()
    for name in try File.names(in: path + "/tmp") { unlink(path + "/tmp/" + name) }
    do throws(SystemError) {
      try file.commit(as: "a", into: spool.directory)
      Issue.record("it is nowhere")
    } catch {
      #expect(error.storageFailure == .missing)
    }
    #expect(try File.names(in: path) == ["tmp"])
  }
}
