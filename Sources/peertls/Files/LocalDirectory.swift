import Processes
import SafeText

/// A directory of ours that files are written into.
final class LocalDirectory {
  let handle: Directory
  /// How the person would write it; "" is the current one.
  private let path: String

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
    path = parent.path(of: name)
  }

  /// An entry's path, fit for a terminal.
  func shown(_ name: String) -> String { SafeText.of(path(of: name)) }

  private func path(of name: String) -> String { path.isEmpty ? name : RemotePath.join(path, name) }
}
