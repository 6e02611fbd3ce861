import Processes

/// What of a directory is shown.
enum Listing {
  /// The first `limit` entries in the order of their names' bytes. `leadingTo` says where a link leads, or nil.
  static func of(
    _ directory: borrowing Directory, _ limit: Int, _ rights: StoredEntry.Rights,
    leadingTo: (String) throws(SystemError) -> DirectoryEntry? = { _ in nil }
  ) throws(SystemError) -> [StoredEntry] {
    let limit = min(max(limit, 0), FileStore.maximumListing)
    var entries: [StoredEntry] = []
    try directory.forEachEntry { (bytes, found) throws(SystemError) in
      guard let name = String(validating: bytes, as: UTF8.self), FileStore.isName(name), !Incoming.isReserved(name)
      else { return true }
      guard let target = found.kind == .link ? try leadingTo(name) : found,
        let entry = StoredEntry(name, target, rights)
      else { return true }
      entries.append(entry)
      // Never more than twice what is wanted, however full the directory is.
      if entries.count >= 2 * limit + 1024 { entries = first(limit, entries) }
      return true
    }
    return first(limit, entries)
  }

  private static func first(_ limit: Int, _ entries: [StoredEntry]) -> [StoredEntry] {
    Array(entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }.prefix(limit))
  }
}
