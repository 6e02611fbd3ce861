import Glibc
import Processes

/// A directory of its own for `body`, removed afterwards.
public func withDirectory(_ body: (String) throws -> Void) throws {
  var name = Array("/tmp/peertls-files-XXXXXX".utf8CString)
  guard mkdtemp(&name) != nil else { throw SystemError("make a directory") }
  let path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  defer { _ = try? Running(Program(path: "/bin/rm", arguments: ["rm", "-rf", path])).end() }
  try body(path)
}

/// Whether this process may mount a file system.
public let canMount: Bool = {
  var name = Array("/tmp/peertls-mount-XXXXXX".utf8CString)
  guard mkdtemp(&name) != nil else { return false }
  defer { rmdir(name) }
  return mount("peertls-test", name, "tmpfs", 0, "size=64k") == 0 && umount2(name, Int32(MNT_DETACH)) == 0
}()

/// A file system of its own for `body`, unmounted afterwards.
public func withSmallDisk(_ options: String, _ body: (String) throws -> Void) throws {
  try withDirectory { path in
    guard mount("peertls-test", path, "tmpfs", 0, options) == 0 else { throw SystemError("mount a file system") }
    defer { umount2(path, Int32(MNT_DETACH)) }
    try body(path)
  }
}

/// What a failed file operation meant.
public func failureOf(_ body: () throws(SystemError) -> Void) -> SystemError? {
  do throws(SystemError) {
    try body()
    return nil
  } catch {
    return error
  }
}
