import Processes

/// A directory of ours that files are written into.
final class LocalDirectory {
  /// How the person would write it; "" is the current one.
  let path: String
  let handle: Directory

  /// By its path, links on the way followed.
  init(_ path: String) throws(SystemError) {
    handle = try Directory(path.isEmpty ? "." : path)
    self.path = path
  }

  /// A directory in another, which is made where it is not there. A link is not followed.
  init(_ name: String, in parent: LocalDirectory) throws(SystemError) {
    do throws(SystemError) { handle = try parent.handle.directory(name) } catch {
      guard error.isMissing else { throw error }
      handle = try parent.handle.makeDirectory(name, exactly: File.usualMode(0o777))
    }
    path = parent.shown(name)
  }

  /// An entry's path, as the person would write it.
  func shown(_ name: String) -> String { path.isEmpty ? name : RemotePath.join(path, name) }
}
