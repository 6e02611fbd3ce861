import Glibc
import Processes
import Spool

/// All of what opens something, with success and without.
enum Everything {
  static func again(_ times: Int, _ root: String) throws(SystemError) {
    try once(root)
    let before = try descriptors()
    for _ in 0..<times { try once(root) }
    try say("left over \(try descriptors() - before)")
  }

  private static func descriptors() throws(SystemError) -> Int { try Directory("/proc/self/fd").names().count }

  private static func once(_ root: String) throws(SystemError) {
    let spool = try Spool(try Directory(root))
    let new = try spool.makeDirectory("new", in: spool.directory)
    try spool.write([1, 2, 3], as: "a", into: new)
    try? spool.write([1, 2, 3], as: "a", into: new)
    try? spool.write([1, 2, 3], as: "no/name", into: new)
    do { _ = try spool.file() }
    try Spool.move("a", from: new, to: spool.directory, as: "b")
    try? Spool.move("a", from: new, to: spool.directory, as: "b")
    let file = try spool.directory.openOrCreate("b", exactly: DurableFile.mode)
    let lock = try FileLock.take(file)
    let other = try FileLock.take(try spool.directory.openOrCreate("b", exactly: DurableFile.mode))
    if lock == nil || other != nil { throw SystemError("lock", code: EINVAL) }
    let counter = Counter("counter", in: try spool.directory.duplicate()) { _ throws(SystemError) in (0, 0) }
    try counter.change { counts throws(SystemError) in counts.messages += 1 }
    try? counter.change { counts throws(SystemError) in throw SystemError("fail", code: EIO) }
    _ = try counter.counts()
    try? _ = spool.directory.open("none")
    try? _ = spool.directory.open("new")
    try? _ = spool.directory.directory("b")
    try? _ = spool.directory.makeDirectory("new", exactly: 0o700)
    let watch = try DirectoryWatch()
    _ = try watch.add(new)
    try Spool.remove("b", from: spool.directory)
    _ = try watch.read()
  }
}
