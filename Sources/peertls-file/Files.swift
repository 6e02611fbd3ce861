import FTP
import FileStore

extension Engine {
  /// What a path means from the current directory; without one, that.
  func resolve(_ argument: [UInt8]?) throws(Reply) -> VirtualPath {
    do throws(PathError) { return try directory.resolving(argument ?? []) } catch { throw error.reply }
  }

  /// Asks the store about a path.
  mutating func stored<Result: ~Copyable>(
    _ path: VirtualPath, _ body: (borrowing FileStore, [String]) throws(StoreError) -> Result
  ) throws(Reply) -> Result {
    do throws(StoreError) { return try body(store, path.components) } catch { throw refusal(path.text, error) }
  }

  /// The reply about something, by its name; what is worth knowing later is noted.
  mutating func refusal(_ name: String, _ error: StoreError) -> Reply {
    let reply = error.reply(name)
    switch error {
    case .denied: diary.write(.notice, reply.text)
    case .noSpace, .overQuota, .tooMany, .other: diary.write(.warning, reply.text)
    default: break
    }
    return reply
  }

  /// What is there.
  mutating func entry(_ path: VirtualPath) throws(Reply) -> StoredEntry {
    try stored(path) { (store, path) throws(StoreError) in try store.entry(path) }
  }

  /// What is done with a file.
  mutating func fileReply(to command: Command) throws(Reply) -> Reply? {
    switch command {
    case .dele(let argument):
      let path = try resolve(argument)
      try stored(path) { (store, path) throws(StoreError) in try store.delete(path) }
      diary.write(.info, "deleted \(path.text)")
      return Reply(250, "Deleted.")
    case .size(let argument):
      // As text it has another length, which could only be counted (RFC 3659 §4).
      guard representation == .image else { throw Reply(550, "SIZE needs TYPE I.") }
      let path = try resolve(argument)
      return .size(try stored(path) { (store, path) throws(StoreError) in try store.resumableSize(path) })
    case .mdtm(let argument): return .modified(try entry(try resolve(argument)).modified)
    case .mfmt(let time, let argument):
      let path = try resolve(argument)
      try stored(path) { (store, path) throws(StoreError) in try store.setModified(path, time) }
      return .modified(time, of: path)
    case .hash(let argument):
      let path = try resolve(argument)
      hashing = Hashing(path, try stored(path) { (store, path) throws(StoreError) in try store.open(path) })
      return nil
    default: throw Reply(502, "That command is not served here.")
    }
  }

  /// RNFR: what is there may be renamed by the next command.
  mutating func beginRenaming(_ argument: [UInt8]) throws(Reply) -> Reply {
    let path = try resolve(argument)
    guard try entry(path).rights.contains(.change) else { throw refusal(path.text, .denied) }
    renamed = path
    return Reply(350, "Say RNTO.")
  }

  mutating func rename(_ source: VirtualPath?, to argument: [UInt8]) throws(Reply) -> Reply {
    guard let source else { throw Reply(503, "RNTO comes after RNFR.") }
    let target = try resolve(argument)
    try stored(target) { (store, path) throws(StoreError) in try store.rename(source.components, to: path) }
    diary.write(.info, "renamed \(source.text) to \(target.text)")
    return Reply(250, "Renamed.")
  }
}
