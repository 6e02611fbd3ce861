import FTPReplies
import Processes
import SafeText

/// Files and directories of theirs on their way to a place here.
final class GetTree {
  /// The most directories in one another.
  static let maximumDepth = 64

  /// Where to.
  struct Place {
    let directory: LocalDirectory
    /// The new name of the one thing that is fetched.
    let name: String?

    /// What a path of ours stands for; the current directory without one.
    init(_ output: String?, isOne: Bool) throws(TransferError) {
      let path = output ?? ""
      do throws(SystemError) {
        if path.isEmpty || File.isDirectory(path) {
          (directory, name) = (try LocalDirectory(path), nil)
        } else if !isOne || path.hasSuffix("/") {
          try File.makeDirectory(path, mode: 0o777)
          (directory, name) = (try LocalDirectory(path), nil)
        } else {
          let parent = File.parent(of: path)
          directory = try LocalDirectory(path.contains("/") ? parent : "")
          name = String(path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...])
        }
      } catch {
        throw .ended(Failure(.cannotCreate, "\(SafeText.of(path)): \(error.reason ?? SystemError.text(error.code))"))
      }
    }
  }

  private let session: FileSession
  private let isRecursive: Bool
  private let isForced: Bool

  init(_ session: FileSession, isRecursive: Bool, isForced: Bool) {
    (self.session, self.isRecursive, self.isForced) = (session, isRecursive, isForced)
  }

  /// Fetches what a path of theirs stands for.
  func get(_ path: String, to place: Place) throws(TransferError) {
    guard let entry = try session.perform({ control throws(TransferError) in try control.entry(path) }) else {
      throw .file(Failure(.noInput, "\(session.contact.name) has no \(SafeText.of(path)), or does not show it"))
    }
    let name = place.name ?? RemotePath.name(path)
    switch entry.kind {
    case .directory, .listed, .above:
      guard isRecursive else {
        throw .file(Failure(.usage, "\(SafeText.of(path)) is a directory; -r fetches it"))
      }
      // What has no name, such as `/`, gives what is in it.
      guard let name else { return try get(directory: path, into: place.directory, depth: 0) }
      try get(directory: path, into: directory(name, in: place.directory), depth: 0)
    case .file, .other:
      guard let name else {
        throw .file(Failure(.usage, "\(SafeText.of(path)) has no name that a file here could have; -o gives one"))
      }
      try get(path, entry, to: name, in: place.directory)
    }
  }

  private func get(directory path: String, into directory: LocalDirectory, depth: Int) throws(TransferError) {
    guard depth < GetTree.maximumDepth else {
      throw .file(Failure(.data, "\(SafeText.of(path)): more than \(GetTree.maximumDepth) directories in one another"))
    }
    let entries: [Facts]
    do throws(TransferError) {
      entries = try session.perform { control throws(TransferError) in try control.list(path) }
    } catch {
      guard case .refused(let reply) = error else { throw error }
      throw .file(Failure(reply, session.contact.name, giving: path))
    }
    for entry in entries {
      do throws(TransferError) { try get(entry, of: path, into: directory, depth: depth) } catch {
        try session.take(error)
      }
    }
  }

  private func get(
    _ facts: Facts, of path: String, into directory: LocalDirectory, depth: Int
  ) throws(TransferError) {
    guard let name = facts.name else {
      let shown = SafeText.of(facts.path, .line.atMost(100))
      throw .file(Failure(.data, "\(SafeText.of(path)): \"\(shown)\" is no name for a file here, and passed over"))
    }
    let path = RemotePath.join(path, name)
    switch facts.kind {
    case .file:
      let entry = RemoteEntry(kind: .file, size: facts.size, modified: facts.modified)
      try get(path, entry, to: name, in: directory)
    case .directory: try get(directory: path, into: self.directory(name, in: directory), depth: depth + 1)
    case .other, .listed, .above:
      session.screen.note("\(SafeText.of(path)) is neither a file nor a directory, and passed over")
    }
  }

  private func get(
    _ path: String, _ entry: RemoteEntry, to name: String, in directory: LocalDirectory
  ) throws(TransferError) {
    var download = Download(path, entry, to: name, in: directory, isForced: isForced, session)
    try download.run()
  }

  private func directory(_ name: String, in parent: LocalDirectory) throws(TransferError) -> LocalDirectory {
    do throws(SystemError) { return try LocalDirectory(name, in: parent) } catch {
      throw .file(
        Failure(
          .cannotCreate, "\(SafeText.of(parent.shown(name))): \(error.reason ?? SystemError.text(error.code))"))
    }
  }
}
