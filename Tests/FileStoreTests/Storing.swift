import FileStore
import Glibc
import Peers
import Processes
import TestFiles
import Testing

let aKey = String(repeating: "a1", count: 32)
let bKey = String(repeating: "b2", count: 32)
let alice = Peer(emails: ["alice@example.org"], key: aKey, anchor: "acme")
let bob = Peer(emails: ["bob@example.org"], key: bKey, anchor: "acme")
/// Where Alice's files are in a state directory.
let aliceHome = "/incoming/alice@example.org"

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
