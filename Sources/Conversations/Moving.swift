import Glibc
import Processes
import Spool

extension Conversation {
  /// Whether a name is in a box that is there itself.
  static func holds(_ box: borrowing Directory, _ name: String) throws(SystemError) -> Bool {
    if try box.entry(name) != nil { return true }
    if try box.isRemoved() { throw SystemError("look for \(name)", code: ENOENT) }
    return false
  }

  /// Moves a file durably. One that is not there any more is passed over, and one that has come to where it goes already
  /// only leaves where it was.
  static func move(
    _ name: String, _ source: borrowing Directory, _ target: borrowing Directory, _ newName: String
  ) throws(SystemError) {
    do throws(SystemError) { try Spool.move(name, from: source, to: target, as: newName) } catch {
      switch error.code {
      case EEXIST: try leave(name, source)
      case ENOENT:
        // Of the three that can be missing, only the file may be.
        if try holds(source, name) { throw error }
        if try target.isRemoved() { throw error }
      default: throw error
      }
    }
  }

  /// Removes a file durably; that it is not there is no error.
  static func leave(_ name: String, _ box: borrowing Directory) throws(SystemError) {
    guard try holds(box, name) else { return }
    do throws(SystemError) { try Spool.remove(name, from: box) } catch {
      if !error.isMissing { throw error }
    }
  }
}
