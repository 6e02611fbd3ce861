import FTPReplies
import Policy
import Processes
import SafeText

/// Something at the other end.
struct RemoteEntry {
  let kind: Facts.Kind
  let size: UInt64?
  let modified: Int64?
}

/// Paths as servers write them.
enum RemotePath {
  /// An entry of a directory; the directory that the session begins in is "".
  static func join(_ directory: String, _ name: String) -> String {
    directory.isEmpty || directory.hasSuffix("/") ? directory + name : directory + "/" + name
  }

  /// The last name of a path, without slashes at its end; nil where there is none, as for `/` and `..`.
  static func name(_ path: String) -> String? {
    guard let last = path.split(separator: "/").last, last != ".", last != ".." else { return nil }
    return String(last)
  }
}

extension FileControl {
  /// What a path stands for; nil where there is nothing, or nothing to be seen.
  func entry(_ path: String) throws(TransferError) -> RemoteEntry? {
    if features.has("MLST") {
      guard let facts = try facts(path) else { return nil }
      // The directory itself, where it lists itself.
      let kind = facts.kind == .listed || facts.kind == .above ? .directory : facts.kind
      return RemoteEntry(kind: kind, size: facts.size, modified: facts.modified)
    }
    // Only a file has a size.
    guard let size = try size(path) else { return nil }
    let time = try askWhether("MDTM", path)
    let modified = try time.map { reply throws(TransferError) in
      try read { () throws(ReplyError) in try reply.modified() }
    }
    return RemoteEntry(kind: .file, size: size, modified: modified)
  }

  /// What MLST says of a path; nil where there is nothing, or nothing to be seen.
  func facts(_ path: String) throws(TransferError) -> Facts? {
    guard features.has("MLST"), let reply = try askWhether("MLST", path) else { return nil }
    return try read { () throws(ReplyError) in try reply.facts() }
  }

  /// How many bytes a file has, or what has arrived of it; nil where there is none.
  func size(_ path: String) throws(TransferError) -> UInt64? {
    guard let reply = try askWhether("SIZE", path) else { return nil }
    return try read { () throws(ReplyError) in try reply.size() }
  }

  /// SHA-256 of a file that has so many bytes; nil where they do not tell.
  func sha256(_ path: String, of length: UInt64) throws(TransferError) -> Fingerprint? {
    guard hasHash else { return nil }
    // They have to read it all: 20 MB/s is little.
    let seconds = FileControl.patience + Int(clamping: length / 20_000_000)
    guard let reply = try askWhether("HASH", path, seconds: seconds) else { return nil }
    return Fingerprint(bytes: try read { () throws(ReplyError) in try reply.sha256(ofAll: length) })
  }

  /// Says when a file's contents changed last, where they take that.
  func setModified(_ path: String, _ seconds: Int64) throws(TransferError) {
    if features.has("MFMT") { _ = try askWhether("MFMT", Request.time(seconds) + " " + path) }
  }

  /// The entries of a directory, sorted by their names' bytes.
  func list(_ path: String) throws(TransferError) -> [Facts] {
    var reader = ListingReader()
    let transfer = try DataTransfer.begin(self, "MLSD", path.isEmpty ? nil : path)
    let isWhole = try transfer.receive { bytes throws(TransferError) in
      do throws(ListingReader.Problem) { try reader.append(Bytes.array(bytes)) } catch { throw violation("\(error)") }
    }
    guard isWhole else { throw .broken("\(name) ended a listing without close_notify") }
    do throws(ListingReader.Problem) { try reader.finish() } catch { throw violation("\(error)") }
    return reader.entries.filter { $0.kind != .listed && $0.kind != .above }
      .sorted { $0.path.lexicographicallyPrecedes($1.path) }
  }

  private func read<Value>(_ body: () throws(ReplyError) -> Value) throws(TransferError) -> Value {
    do throws(ReplyError) { return try body() } catch { throw violation("\(error)") }
  }
}

extension Failure {
  /// They do not take a file, or a path.
  init(_ reply: Reply, _ name: String, taking path: String) {
    self.init(
      reply.kind == .later ? .temporary : .cannotCreate, "\(name) does not take \(SafeText.of(path)): \(reply.shown)")
  }

  /// They do not give a file, or a path.
  init(_ reply: Reply, _ name: String, giving path: String) {
    self.init(
      reply.kind == .later ? .temporary : .noInput, "\(name) does not give \(SafeText.of(path)): \(reply.shown)")
  }

  /// They do not do something.
  init(_ reply: Reply, _ name: String) {
    self.init(reply.kind == .later ? .temporary : .unavailable, "\(name) does not do this: \(reply.shown)")
  }
}
