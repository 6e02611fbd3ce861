import FTP
import FileStore
import Glibc
import Processes

extension StoreError {
  /// What an errno of reading or writing a stored file means.
  init(errno code: Int32) {
    self =
      switch code {
      case ENOSPC, EDQUOT, EFBIG: .noSpace
      default: .other(code)
      }
  }

  /// The reply about something, by its name.
  func reply(_ name: String) -> Reply {
    switch self {
    case .missing: Reply(550, "\(name): no such file or directory.")
    case .denied: Reply(550, "\(name): that is not allowed.")
    case .exists: Reply(550, "\(name): it is there already.")
    case .notADirectory: Reply(550, "\(name): not a directory.")
    case .isADirectory: Reply(550, "\(name): a directory.")
    case .notEmpty: Reply(550, "\(name): the directory is not empty.")
    case .noSpace: Reply(452, "\(name): there is no room on the disk.")
    case .overQuota: Reply(552, "\(name): that is more than you may store.")
    case .tooMany:
      Reply(552, "\(name): you have \(FileStore.maximumEntries) files and directories, and may have no more.")
    case .busy: Reply(450, "\(name): it is being changed; try again.")
    case .offsetBeyondEnd: Reply(554, "\(name): REST is behind its end.")
    case .badName: Reply(553, "\(name): that can be no name.")
    case .other(let code): Reply(451, "\(name): \(SystemError.text(code)).")
    }
  }
}

extension ListedEntry {
  /// An entry of the store as clients are shown it.
  init(_ entry: StoredEntry) {
    let isFile = entry.kind == .file
    var rights: EntryRights = isFile ? [] : .enter
    if entry.rights.contains(.read) { rights.insert(isFile ? .read : .list) }
    if entry.rights.contains(.change) {
      rights.formUnion(isFile ? [.append, .delete, .rename, .write] : [.delete, .rename])
    }
    if entry.rights.contains(.add) { rights.formUnion([.create, .makeDirectory]) }
    if entry.rights.contains([.read, .add]) { rights.insert(.purge) }
    let identity = entry.identity
    self.init(
      kind: isFile ? .file : .directory, name: entry.name, size: entry.size, modified: entry.modified, rights: rights,
      mode: entry.permissions, unique: String(identity.device, radix: 16) + "-" + String(identity.inode, radix: 16))
  }
}
