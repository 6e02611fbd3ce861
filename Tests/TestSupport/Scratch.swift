import Foundation

/// A directory of one test's own, removed with this object. Other accounts may pass through it: sessions and handlers
/// run as them where the tests run as root.
public final class Scratch: Sendable {
  /// The whole path.
  public let path: String

  /// Makes one.
  public convenience init() throws { try self.init(in: Scratch.lasting.path) }

  private init(in parent: String) throws {
    var template = Array("\(parent)/peertls-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw TestFailure("mkdtemp: \(String(cString: strerror(errno)))") }
    path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    chmod(path, 0o755)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The one that holds all others. However the test run ends, its end closes the guard's input, and then the guard
  /// ends what was started with a path in here and removes everything.
  static let lasting: Scratch = {
    let scratch = try! Scratch(in: "/tmp")
    let guarding = """
      trap '' INT TERM
      cat
      for file in $(grep -ls "$0" /proc/[0-9]*/environ); do kill -KILL "$(echo "$file" | cut -d/ -f3)"; done
      rm -rf "$0"
      """
    guardian = try! ChildProcess(["sh", "-c", guarding, scratch.path])
    return scratch
  }()

  nonisolated(unsafe) private static var guardian: ChildProcess?

  /// Writes a file, with the directories to it, and returns its whole path.
  @discardableResult
  public func write(_ name: String, _ text: String, mode: mode_t = 0o644) throws -> String {
    let file = path + "/" + name
    try directory((name as NSString).deletingLastPathComponent)
    guard mode & 0o111 != 0 else {
      try Data(text.utf8).write(to: URL(filePath: file))
      chmod(file, mode)
      return file
    }
    // Written by a process of its own: a child that another test starts meanwhile would have our descriptor for a moment,
    // and what is open for writing cannot be executed (ETXTBSY).
    let writer = try ChildProcess(["sh", "-c", "cat >\"$0\" && chmod \(String(mode, radix: 8)) \"$0\"", file])
    writer.write(text)
    writer.closeInput()
    guard try writer.wait() == 0 else { throw TestFailure("write \(file): \(writer.errors.text)") }
    return file
  }

  /// Makes a directory and returns its whole path.
  @discardableResult
  public func directory(_ name: String) throws -> String {
    let directory = name.isEmpty ? path : path + "/" + name
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
    return directory
  }

  /// A file as text.
  public func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: path + "/" + name)), as: UTF8.self)
  }
}

extension Scratch {
  /// A file's bytes.
  public func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: path + "/" + name)))
  }
}
