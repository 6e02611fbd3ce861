import Glibc
import Processes
import Spool
import TestFiles
import Testing

private func age(_ path: String, by seconds: Int64) {
  let time = timespec(tv_sec: time_t(Clock.unixSeconds - seconds), tv_nsec: 0)
  utimensat(AT_FDCWD, path, [time, time], AT_SYMLINK_NOFOLLOW)
}

@Test func whatIsOldIsSweptAwayWhenASpoolIsOpened() throws {
  try withDirectory { path in
    _ = try Spool(try Directory(path))
    let (old, young) = (Spool.temporarySeconds + 60, Spool.temporarySeconds - 60)
    for (name, seconds) in [("old", old), ("young", young), ("future", -old)] {
      try File.create(path + "/tmp/" + name, [1])
      age(path + "/tmp/" + name, by: seconds)
    }
    try File.create(path + "/kept", [1])
    age(path + "/kept", by: old)
    symlink(path + "/kept", path + "/tmp/link")
    mkdir(path + "/tmp/empty", 0o700)
    mkdir(path + "/tmp/full", 0o700)
    mkdir(path + "/tmp/full/inside", 0o700)
    for name in ["link", "empty", "full"] { age(path + "/tmp/" + name, by: old) }
    _ = try Spool(try Directory(path))
    // A directory with something in it was not made here.
    #expect(try File.names(in: path + "/tmp") == ["full", "future", "young"])
    #expect(try File.names(in: path) == ["kept", "tmp"])
    #expect(Spool.temporarySeconds == 36 * 60 * 60)
  }
}

/// Whoever may write here may set any time that the file system keeps; tmpfs keeps all.
@Test(arguments: [Int64.min, Int64.min + 1000, Int64.max]) func noTimeIsTooOld(_ time: Int64) throws {
  let path = "/dev/shm/peertls-test-\(getpid())-\(time)"
  mkdir(path, 0o700)
  defer { rmdir(path) }
  defer { rmdir(path + "/tmp") }
  _ = try Spool(try Directory(path))
  try File.create(path + "/tmp/x", [1])
  defer { unlink(path + "/tmp/x") }
  let moment = timespec(tv_sec: time_t(time), tv_nsec: 0)
  #expect(utimensat(AT_FDCWD, path + "/tmp/x", [moment, moment], 0) == 0)
  _ = try Spool(try Directory(path))
  #expect(try File.names(in: path + "/tmp").isEmpty == (time < 0))
}

@Test func aFileThatIsBeingWrittenStays() throws {
  try withDirectory { path in
    let spool = try Spool(try Directory(path))
    var file = try spool.file()
    try file.append([1])
    let other = try Spool(try Directory(path))
    try file.append([2])
    try file.commit(as: "a", into: other.directory)
    #expect(try spool.directory.contents("a", limit: 2) == [1, 2])
  }
}

@Test func aFileThatIsNotCommittedGoes() throws {
  try withDirectory { path in
    let spool = try Spool(try Directory(path))
    do {
      var file = try spool.file()
      try file.append([1, 2])
      #expect(file.length == 2)
      #expect(try File.names(in: path + "/tmp").count == 1)
    }
    #expect(try File.names(in: path + "/tmp").isEmpty)
  }
}
