import Glibc
import Processes
import Spool

/// Whether something was done, or why it was not.
private typealias Outcome = Result<Void, StoreError>

extension FileStore {
  /// Removes a file, or what an interrupted upload has left where there is none, or both.
  public func delete(_ path: [String]) throws(StoreError) {
    let (incoming, rest) = try changeable(path)
    let parent = try incoming.directory(at: rest.dropLast())
    let name = rest[rest.count - 1]
    let hasPart = try storing { () throws(SystemError) in try incoming.parts.length(Parts.name(rest)) } > 0
    try incoming.change { (counts) throws(SystemError) -> Outcome in
      switch try parent.entry(name) {
      case nil: return hasPart ? .success(()) : .failure(.missing)
      case let entry? where entry.kind == .regular:
        try parent.remove(name)
        counts.remove(UInt64(max(0, entry.length)))
        try parent.synchronise()
        return .success(())
      case let entry?: return .failure(entry.kind == .directory ? .isADirectory : .denied)
      }
    }
    let isFree = try storing { () throws(SystemError) in try incoming.parts.remove(Parts.name(rest)) }
    // Where there was a file, that is what was to go.
    if hasPart && !isFree { throw .busy }
  }

  /// Makes a directory.
  public func makeDirectory(_ path: [String]) throws(StoreError) {
    guard case .incoming(let rest) = try changing(path) else { throw .denied }
    if rest.isEmpty { throw .exists }
    let incoming = try incoming()
    let parent = try incoming.directory(at: rest.dropLast())
    let name = rest[rest.count - 1]
    try incoming.change { (counts) throws(SystemError) -> Outcome in
      if try parent.entry(name) != nil { return .failure(.exists) }
      guard try incoming.fits(&counts) else { return .failure(.tooMany) }
      let made = try incoming.spool.makeNewDirectory(name, in: parent)
      counts.add(0)
      _ = consume made
      return .success(())
    }
  }

  /// Removes an empty directory.
  public func removeDirectory(_ path: [String]) throws(StoreError) {
    let (incoming, rest) = try changeable(path)
    let parent = try incoming.directory(at: rest.dropLast())
    let name = rest[rest.count - 1]
    try incoming.change { (counts) throws(SystemError) -> Outcome in
      guard let entry = try parent.entry(name) else { return .failure(.missing) }
      guard entry.kind == .directory else { return .failure(.notADirectory) }
      try parent.removeDirectory(name)
      counts.remove(0)
      try parent.synchronise()
      return .success(())
    }
  }

  /// Gives a file or directory another name or place. A file may take the place of a file, and of nothing else; a directory
  /// only one that is free, and not within itself.
  public func rename(_ path: [String], to newPath: [String]) throws(StoreError) {
    let (incoming, from) = try changeable(path)
    let (_, to) = try changeable(newPath)
    let source = try incoming.directory(at: from.dropLast())
    let name = from[from.count - 1]
    let target = try incoming.directory(at: to.dropLast())
    let newName = to[to.count - 1]
    try incoming.change { (counts) throws(SystemError) -> Outcome in
      guard let moved = try source.entry(name) else { return .failure(.missing) }
      let old = try target.entry(newName)
      if from == to { return .success(()) }
      switch (moved.kind, old?.kind) {
      case (.directory, nil):
        if to.starts(with: from) { return .failure(.badName) }
        let below =
          to.count > from.count ? try source.directory(name).size(depth: FileStore.maximumDepth, limit: .max) : nil
        guard to.count + (below?.height ?? 0) < FileStore.maximumDepth else { return .failure(.badName) }
      case (.directory, _): return .failure(.exists)
      case (.regular, nil), (.regular, .regular): break
      case (.regular, .directory): return .failure(.isADirectory)
      case (.regular, _), (.link, _), (.other, _): return .failure(.denied)
      }
      if let old, old.identity == moved.identity {
        // Two names of one file, which rename(2) would leave as they are.
        try source.remove(name)
      } else {
        try source.rename(name, to: target, as: newName, replacing: old != nil)
      }
      if let old { counts.remove(UInt64(max(0, old.length))) }
      // First where it came to: a crash between the two may leave it in both, never in none.
      try target.synchronise()
      try source.synchronise()
      return .success(())
    }
  }

  /// Says when the contents of a file or directory changed last, in seconds since 1970.
  public func setModified(_ path: [String], _ seconds: Int64) throws(StoreError) {
    let (incoming, rest) = try changeable(path)
    if StoredEntry("", try incoming.entry(at: rest), []) == nil { throw .denied }
    try incoming.finding { () throws(SystemError) in
      try incoming.tree.root.setModified(seconds, at: rest, .refused)
    }
  }

  /// What is there may be changed only by whoever may do more than drop, and is not the peer's whole directory.
  private func changeable(_ path: [String]) throws(StoreError) -> (Incoming, [String]) {
    guard case .incoming(let rest) = try changing(path), !rest.isEmpty, access == .write else { throw .denied }
    return (try incoming(), rest)
  }
}
