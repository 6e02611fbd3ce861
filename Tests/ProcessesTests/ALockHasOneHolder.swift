import Glibc
import Processes
import Testing

/// A process that says whether it has the lock, and then waits to be killed.
private func locker(_ path: String) throws -> (pid: pid_t, answer: String) {
  let own = try File.ownPath()
  let directory = own[..<(own.lastIndex(of: "/") ?? own.startIndex)]
  let pipe = try Pipe()
  var program = Program(path: directory + "/processes-probe", arguments: ["processes-probe", "lock", path])
  program.descriptors = [-1, pipe.writing.number, 2]
  let pid = try program.spawn()
  var answer = [UInt8](repeating: 0, count: 5)
  #expect(read(pipe.reading.number, &answer, 5) == 5)
  return (pid, String(decoding: answer.prefix(4), as: UTF8.self))
}

private func kill(_ pid: pid_t) {
  Glibc.kill(pid, SIGKILL)
  while waitpid(pid, nil, 0) < 0 && errno == EINTR {}
}

private func canLock(_ path: String) throws -> Bool {
  let lock = try FileLock.take(try File.open(path, O_RDWR))
  return lock != nil
}

@Test func theSecondProcessLearnsThatAnotherHasTheLock() throws {
  try withDirectory { directory in
    let path = directory + "/lock"
    try File.create(path, [])
    let file = try File.open(path, O_RDWR)
    #expect(try !FileLock.isHeldByAnother(file))
    let first = try locker(path)
    #expect(first.answer == "held")
    #expect(try FileLock.isHeldByAnother(file))
    #expect(try !canLock(path))
    let second = try locker(path)
    #expect(second.answer == "busy")
    kill(second.pid)
    kill(first.pid)
    #expect(try !FileLock.isHeldByAnother(file))
    let third = try locker(path)
    #expect(third.answer == "held")
    kill(third.pid)
  }
}

@Test func aLockEndsWithItsValue() throws {
  try withDirectory { directory in
    let path = directory + "/lock"
    try File.create(path, [])
    do {
      let lock = try FileLock.take(try File.open(path, O_RDWR))
      let isHeld = lock != nil
      #expect(isHeld)
      #expect(try !canLock(path))
      // Reading the file elsewhere in the same process does not give it up, as it would a lock of the process's.
      _ = try File.contents(path, limit: 1)
      #expect(try !canLock(path))
    }
    #expect(try canLock(path))
  }
}

@Test func readersShareALock() throws {
  try withDirectory { directory in
    let path = directory + "/lock"
    try File.create(path, [])
    let one = try FileLock.take(try File.open(path), .shared)
    let other = try FileLock.take(try File.open(path), .shared)
    let areBothHeld = one != nil && other != nil
    #expect(areBothHeld)
    #expect(try !canLock(path))
    #expect(
      errorOf { () throws(SystemError) in _ = try FileLock.take(try File.open("/dev/null"), .exclusive) }?.code == EBADF
    )
  }
}
