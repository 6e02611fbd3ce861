import Glibc
import Processes
import Testing

/// A directory of its own for `body`, removed afterwards.
func withDirectory(_ body: (String) throws -> Void) throws {
  var name = Array("/tmp/peertls-spool-XXXXXX".utf8CString)
  try #require(mkdtemp(&name) != nil)
  let path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  defer { _ = try? Running(Program(path: "/bin/rm", arguments: ["rm", "-rf", path])).end() }
  try body(path)
}

/// Whether this process may mount a file system.
let canMount: Bool = {
  var name = Array("/tmp/peertls-mount-XXXXXX".utf8CString)
  guard mkdtemp(&name) != nil else { return false }
  defer { rmdir(name) }
  return mount("peertls-test", name, "tmpfs", 0, "size=64k") == 0 && umount2(name, Int32(MNT_DETACH)) == 0
}()

/// A file system of its own for `body`, unmounted afterwards.
func withSmallDisk(_ options: String, _ body: (String) throws -> Void) throws {
  try withDirectory { path in
    try #require(mount("peertls-test", path, "tmpfs", 0, options) == 0)
    defer { umount2(path, Int32(MNT_DETACH)) }
    try body(path)
  }
}

/// What a failed file operation meant.
func failureOf(_ body: () throws(SystemError) -> Void) -> SystemError? {
  do throws(SystemError) {
    try body()
    return nil
  } catch {
    return error
  }
}

/// A program that runs, and what it writes to its descriptor 1.
final class Running {
  let pid: pid_t
  private let output: Descriptor
  private var status: Int32?

  init(_ program: Program) throws {
    let pipe = try Pipe()
    var program = program
    program.descriptors = [-1, pipe.writing.number, 2]
    pid = try program.spawn()
    output = try pipe.reading.duplicate()
  }

  /// Tests/SpoolProbe, from beside this program.
  static func probe(_ arguments: String..., under: [String] = []) throws -> Running {
    let own = try File.ownPath()
    let path = own[..<(own.lastIndex(of: "/") ?? own.startIndex)] + "/spool-probe"
    let words = under + [under.isEmpty ? "spool-probe" : String(path)] + arguments
    return try Running(Program(path: under.first ?? String(path), arguments: words))
  }

  deinit { if status == nil { _ = kill() } }

  /// The next line; nil at the end.
  func line() -> String? {
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while read(output.number, &byte, 1) == 1 {
      if byte == 10 { return String(decoding: line, as: UTF8.self) }
      line.append(byte)
    }
    return nil
  }

  /// The rest of what it writes, in lines, once it has ended.
  func end() -> [String] {
    var lines: [String] = []
    while let line = line() { lines.append(line) }
    var status: Int32 = 0
    while status == 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR {}
    self.status = status
    return lines
  }

  /// Kills it, and returns what it had still written.
  func kill() -> [String] {
    Glibc.kill(pid, SIGKILL)
    return end()
  }
}
