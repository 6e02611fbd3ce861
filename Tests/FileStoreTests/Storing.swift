import FileStore
import Glibc
import Peers
import Processes
import Spool
import TestFiles
import Testing

let aKey = String(repeating: "a1", count: 32)
let bKey = String(repeating: "b2", count: 32)
let alice = Peer(emails: ["alice@example.org"], key: aKey, anchor: "acme")
let bob = Peer(emails: ["bob@example.org"], key: bKey, anchor: "acme")
/// Where Alice's files are in a state directory.
let aliceHome = "/incoming/alice@example.org"

let strace = "/usr/bin/strace"
let canTrace: Bool = {
  let program = Program(path: strace, arguments: [strace, "-o", "/dev/null", "/bin/echo", "traced"])
  return (try? Running(program).end()) == ["traced"]
}()

/// The files of a state directory as Alice sees them.
func withStore(
  _ access: FileAccess = .write, quota: UInt64? = nil, _ body: (String, FileStore) throws -> Void
) throws {
  try withDirectory { path in try body(path, try FileStore(path, peer: alice, access: access, quota: quota)) }
}

/// Does what another test may keep from being done for a moment: a process that it starts has this one's descriptors, and
/// so its locks, until it runs its program.
func patiently<Result: ~Copyable>(_ body: () throws(StoreError) -> Result) throws(StoreError) -> Result {
  for _ in 0..<2000 {
    do throws(StoreError) { return try body() } catch {
      if error != .busy { throw error }
      usleep(1000)
    }
  }
  throw .busy
}

/// Why something was not done; nil where it was.
func refusalOf(_ body: () throws(StoreError) -> Void) -> StoreError? {
  do throws(StoreError) {
    try patiently { () throws(StoreError) in try body() }
    return nil
  } catch {
    return error
  }
}

extension FileStore {
  /// Begins an upload as soon as no process has its lock that another test has just started.
  func begin(_ path: [String], at start: UploadStart = .beginning) throws(StoreError) -> Upload {
    try patiently { () throws(StoreError) in try upload(path, at: start) }
  }

  /// Uploads a whole file.
  func put(_ path: [String], _ bytes: [UInt8], at start: UploadStart = .beginning) throws(StoreError) {
    var upload = try begin(path, at: start)
    try upload.append(bytes)
    try upload.commit()
  }

  /// Uploads what is to be interrupted.
  func putPart(_ path: [String], _ bytes: [UInt8], at start: UploadStart = .beginning) throws(StoreError) {
    var upload = try begin(path, at: start)
    try upload.append(bytes)
    upload.keep()
  }

  /// A file's bytes.
  func get(_ path: [String]) throws -> [UInt8] {
    let file = try open(path)
    return try File.contents(of: file.file, limit: 1 << 24, name: "a file")
  }

  func names(_ path: [String]) throws(StoreError) -> [String] { try list(path).map(\.name) }
}

/// What Alice's counter says is what find(1) finds; or it says that it must be counted again, and is right then.
func expectRightCount(_ path: String) throws {
  let home = path + aliceHome
  let find = ["find", home, "-mindepth", "1", "-path", home + "/.peertls", "-prune", "-o", "-printf", "%y %s\n"]
  let lines = try Running(Program(path: "/usr/bin/find", arguments: find)).end().dropFirst(0)
  let found = lines.map { $0.split(separator: " ") }
  let bytes: UInt64 = found.filter { $0[0] == "f" }.reduce(0) { $0 + (UInt64($1[1]) ?? 0) }
  let counter = Counter("usage", in: try Directory(home + "/.peertls")) { _ throws(SystemError) in (0, 1 << 60) }
  let counts = try counter.change(patience: 10_000_000) { counts throws(SystemError) in counts }
  #expect(counts.bytes == 1 << 60 || (counts.bytes == bytes && counts.messages == found.count))
  unlink(home + "/.peertls/usage")
  let usage = try patiently { () throws(StoreError) in
    guard let store = try? FileStore(path, peer: alice, access: .write) else { throw StoreError.denied }
    return try store.usage()
  }
  let parts = try Directory(home + "/.peertls/parts")
  let partBytes: Int64 = try parts.names().reduce(0) { $0 + (try parts.entry($1)?.length ?? 0) }
  #expect(usage.entries == found.count && usage.bytes == bytes + UInt64(partBytes))
}

extension Upload {
  /// Takes what a pipe holds; why that did not go on to its end, or to where nothing comes any more.
  mutating func takeAll(from pipe: Int32) -> StoreError? {
    do throws(StoreError) {
      while case .moved = try take(from: pipe) {}
      return nil
    } catch {
      return error
    }
  }
}
