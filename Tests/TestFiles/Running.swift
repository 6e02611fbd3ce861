import Glibc
import Processes

/// A program that runs, and what it writes to its descriptor 1.
public final class Running {
  /// Its process.
  public let pid: pid_t
  private let output: Descriptor
  private var status: Int32?

  /// Starts it.
  public init(_ program: Program) throws {
    let pipe = try Pipe()
    var program = program
    program.descriptors = [-1, pipe.writing.number, 2]
    pid = try program.spawn()
    output = try pipe.reading.duplicate()
  }

  /// A program that lies beside the tests, such as `spool-probe`; another one, such as strace(1), may run it.
  public static func probe(_ name: String, _ arguments: String..., under: [String] = []) throws -> Running {
    let own = try File.ownPath()
    let path = own[..<(own.lastIndex(of: "/") ?? own.startIndex)] + "/" + name
    let words = under + [under.isEmpty ? name : String(path)] + arguments
    return try Running(Program(path: under.first ?? String(path), arguments: words))
  }

  deinit { if status == nil { _ = kill() } }

  /// The next line; nil at the end.
  public func line() -> String? {
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while read(output.number, &byte, 1) == 1 {
      if byte == 10 { return String(decoding: line, as: UTF8.self) }
      line.append(byte)
    }
    return nil
  }

  /// The rest of what it writes, in lines, once it has ended.
  public func end() -> [String] {
    var lines: [String] = []
    while let line = line() { lines.append(line) }
    var status: Int32 = 0
    while status == 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR {}
    self.status = status
    return lines
  }

  /// Kills it, and returns what it had still written.
  public func kill() -> [String] {
    Glibc.kill(pid, SIGKILL)
    return end()
  }
}
