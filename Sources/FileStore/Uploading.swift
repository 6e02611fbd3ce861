import Glibc
import Processes
import Spool

/// Where an upload begins.
public enum UploadStart: Equatable, Sendable {
  /// It is the whole file.
  case beginning
  /// So many bytes are there already (REST): of an interrupted upload, or else of the file. At most as many as there are.
  case offset(UInt64)
  /// It is added to what there is (APPE): to an interrupted upload, or to the file.
  case end
}

extension FileStore {
  /// Begins an upload. Until it is committed nobody sees it; a file of that name stays what it is.
  ///
  /// An upload that replaces a file and is interrupted can be gone on with from any offset that it has reached. Adding to
  /// the end is refused meanwhile (``StoreError/exists``): whoever asks has seen the file's length, and half of each would
  /// become one. To whoever may only drop, a name that is taken is ``StoreError/exists``.
  public func upload(_ path: [String], at start: UploadStart) throws(StoreError) -> Upload {
    guard case .incoming(let rest) = try changing(path) else { throw .denied }
    guard let name = rest.last else { throw .isADirectory }
    let incoming = try incoming()
    let parent = try incoming.directory(at: rest.dropLast())
    let file = try storing { () throws(SystemError) in try parent.entry(name) }
    switch file?.kind {
    case nil:
      let counts = try incoming.finding { () throws(SystemError) in
        try incoming.counter.change(patience: Incoming.patience) { counts throws(SystemError) in
          try incoming.fits(&counts)
        }
      }
      if !counts { throw .tooMany }
    case .regular: if access == .drop { throw .exists }
    case .directory: throw .isADirectory
    case .link, .other: throw .denied
    }
    // Another disk, mounted below: what is uploaded here could not be renamed to there.
    let place = try storing { () throws(SystemError) in try parent.entry(at: [], .refused).identity.device }
    guard try incoming.partsDevice() == place else { throw .denied }
    return try incoming.begin(rest, start, over: file, isDrop: access == .drop)
  }
}

extension Incoming {
  func partsDevice() throws(StoreError) -> dev_t {
    try storing { () throws(SystemError) in try parts.directory.entry(at: [], .refused).identity.device }
  }

  /// How far an interrupted upload has come.
  func partSize(_ path: [String]) throws(StoreError) -> UInt64 {
    let length = try finding { () throws(SystemError) in try parts.length(Parts.name(path)) }
    if length == 0 { throw .missing }
    return UInt64(length)
  }

  func begin(_ path: [String], _ start: UploadStart, over file: DirectoryEntry?, isDrop: Bool) throws(StoreError)
    -> Upload
  {
    let name = Parts.name(path)
    guard let part = try storing({ () throws(SystemError) in try parts.take(name) }) else { throw .busy }
    let status = try storing { () throws(SystemError) in try DirectoryEntry(of: part.file, name: "a part") }
    var length = try storing { () throws(SystemError) in try Parts.length(part.file) }
    // One that is older than the file is no upload of it.
    if let file, status.changedNanoseconds < file.changedNanoseconds { length = 0 }
    let offset = try orGone(status.length == 0 ? name : nil) { () throws(StoreError) in
      try Incoming.offset(start, part: length, file: file?.length)
    }
    if offset > 0 && length == 0 { return try add(to: path, offset, name, part, isDrop: isDrop) }
    try storing { () throws(SystemError) in try File.setLength(offset, of: part.file, name: "a part") }
    return Upload(self, path, name, part, from: offset, isDrop: isDrop)
  }

  /// Where it fails, a part that was made to be locked goes.
  private func orGone<Result: ~Copyable>(
    _ part: String?, _ body: () throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    do throws(StoreError) { return try body() } catch {
      if let part { try? parts.directory.remove(part) }
      throw error
    }
  }

  private static func offset(_ start: UploadStart, part: Int64, file: Int64?) throws(StoreError) -> Int64 {
    switch start {
    case .beginning: return 0
    case .offset(let wanted):
      guard wanted <= UInt64(max(0, part > 0 ? part : file ?? 0)) else { throw .offsetBeyondEnd }
      return Int64(wanted)
    case .end:
      if file != nil && part > 0 { throw .exists }
      return file ?? part
    }
  }

  /// Begins with the first bytes of the file that is there.
  private func add(
    to path: [String], _ count: Int64, _ name: String, _ part: consuming FileLock, isDrop: Bool
  ) throws(StoreError) -> Upload {
    let more = Parts.nameForMore(name)
    let source = try orGone(name) { () throws(StoreError) in try open(at: path) }
    let lock = try orGone(name) { () throws(StoreError) in
      // An older upload of that name is no more to be gone on with; its part is what others find locked.
      try storing { () throws(SystemError) in try File.setLength(0, of: part.file, name: name) }
      guard let lock = try storing({ () throws(SystemError) in try parts.take(more) }) else { throw .busy }
      try storing { () throws(SystemError) in try File.setLength(0, of: lock.file, name: more) }
      return lock
    }
    var upload = Upload(self, path, more, lock, from: count, beside: part, isDrop: isDrop)
    try upload.copy(source)
    return upload
  }

  /// Gives a part its name in the peer's directory. What it replaces is a file, if anything.
  func place(
    _ part: String, _ length: UInt64, at path: [String], replacing: Bool, _ isPlaced: inout Bool
  ) throws(StoreError) {
    let parent = try directory(at: path.dropLast())
    let name = path[path.count - 1]
    try change { (counts) throws(SystemError) -> Result<Void, StoreError> in
      let old = try parent.entry(name)
      switch old?.kind {
      case nil: if try !fits(&counts) { return .failure(.tooMany) }
      case .regular: if !replacing { return .failure(.exists) }
      case .directory: return .failure(.isADirectory)
      case .link, .other: return .failure(.denied)
      }
      try parts.directory.rename(part, to: parent, as: name, replacing: replacing)
      isPlaced = true
      if let old { counts.remove(UInt64(max(0, old.length))) }
      counts.add(length)
      try parent.synchronise()
      return .success(())
    }
  }
}
