import FTP
import FileStore
import Processes

extension Engine {
  /// The most lines of one reply; whoever wants more has MLSD.
  static let maximumReplyLines = 1000

  /// What is done with a directory.
  mutating func directoryReply(to command: Command) throws(Reply) -> Reply {
    switch command {
    case .cwd(let argument): return try change(to: try resolve(argument))
    case .cdup: return try change(to: directory.parent)
    case .pwd: return .path(directory, "is current.")
    case .mkd(let argument):
      let path = try resolve(argument)
      try stored(path) { (store, path) throws(StoreError) in try store.makeDirectory(path) }
      diary.write(.info, "made directory \(path.text)")
      return .path(path, "is made.")
    case .rmd(let argument):
      let path = try resolve(argument)
      try stored(path) { (store, path) throws(StoreError) in try store.removeDirectory(path) }
      diary.write(.info, "removed directory \(path.text)")
      return Reply(250, "Removed.")
    case .mlst(let argument):
      let path = try resolve(argument)
      return .facts(ListedEntry(try entry(path)), facts, of: path)
    default: throw Reply(502, "That command is not served here.")
    }
  }

  private mutating func change(to path: VirtualPath) throws(Reply) -> Reply {
    guard try entry(path).kind == .directory else { throw StoreError.notADirectory.reply(path.text) }
    directory = path
    return Reply(250, "\(path.text) is current.")
  }

  /// What LIST, NLST and STAT show of a path: what a directory holds, or a file alone.
  mutating func entries(of path: VirtualPath, limit: Int = FileStore.maximumListing) throws(Reply) -> [ListedEntry] {
    let entry = try entry(path)
    if entry.kind == .file { return [ListedEntry(entry)] }
    let listed = try stored(path) { (store, path) throws(StoreError) in try store.list(path, limit: limit) }
    return listed.map(ListedEntry.init)
  }

  /// STAT of a path: a listing without a data connection.
  mutating func listed(_ argument: [UInt8]?) throws(Reply) -> Reply {
    let path = try resolve(argument)
    let entries = try entries(of: path, limit: Engine.maximumReplyLines + 1)
    let now = Clock.unixSeconds
    let isWhole = entries.count <= Engine.maximumReplyLines
    return Reply(
      213, "Status of \(path.text):", listing: entries.prefix(Engine.maximumReplyLines).map { $0.long(now: now) },
      end: isWhole ? "End." : "There is more; use MLSD.")
  }
}
