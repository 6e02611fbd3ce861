import CLinux
import Glibc

/// Tells which names appear in directories (inotify(7)). It needs /proc.
///
/// What it tells is a reason to look, not a fact: a file may be told before it is whole unless it was renamed into
/// place, twice, or when it has gone again.
public struct DirectoryWatch: ~Copyable {
  /// How many bytes of events one reading takes from the system.
  public static let readBytes = 64 * 1024

  /// A watched directory's number, unique to this value.
  public struct Watch: Hashable, Sendable { let number: Int32 }

  /// What has happened.
  public enum Event: Hashable, Sendable {
    /// A name has come into a directory: moved there, made there as a link or directory, or written and closed.
    case appeared(Watch, name: String)
    /// More has happened than is told: read all watched directories again. Events were lost, or a watched directory was
    /// moved, or removed, or its file system unmounted. A removed one is watched no more; while anybody has it open, that
    /// it was removed is not told (``Directory/isRemoved()`` says it).
    case lookAgain
  }

  private let descriptor: Descriptor

  /// Watches nothing yet. The system's limit of instances (fs.inotify.max_user_instances) is EMFILE.
  public init() throws(SystemError) {
    let number = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
    guard number >= 0 else { throw SystemError("watch directories") }
    descriptor = Descriptor(adopting: number)
  }

  /// The descriptor to wait for; it can be read when there is something to tell.
  public var number: Int32 { descriptor.number }

  /// Watches a directory; the same one again has the same number. The system's limit (fs.inotify.max_user_watches) is
  /// ENOSPC.
  public func add(_ directory: borrowing Directory) throws(SystemError) -> Watch {
    let mask = UInt32(IN_MOVED_TO | IN_CLOSE_WRITE | IN_CREATE | IN_DELETE_SELF | IN_MOVE_SELF) | UInt32(IN_ONLYDIR)
    let path = "/proc/self/fd/\(directory.descriptor.number)"
    let watch = unsafe inotify_add_watch(descriptor.number, path, mask)
    guard watch >= 0 else { throw SystemError("watch a directory") }
    return Watch(number: watch)
  }

  /// Watches it no more; that it is not watched is no error. What has happened before may still be told.
  public func remove(_ watch: Watch) { _ = inotify_rm_watch(descriptor.number, watch.number) }

  /// What has happened since, at most ``readBytes`` of it, without waiting; empty when nothing has. Names that are not
  /// UTF-8 are passed over.
  public func read() throws(SystemError) -> [Event] {
    let number = descriptor.number
    var count = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: DirectoryWatch.readBytes) { buffer, filled in
      count = unsafe Glibc.read(number, buffer.baseAddress, DirectoryWatch.readBytes)
      filled = max(count, 0)
    }
    if count < 0 && (errno == EAGAIN || errno == EINTR) { return [] }
    guard count >= 0 else { throw SystemError("read what happened in directories") }
    return DirectoryWatch.events(bytes)
  }

  /// struct inotify_event: watch, mask, cookie, the name's length, the name with NULs behind it.
  private static func events(_ bytes: [UInt8]) -> [Event] {
    var events: [Event] = []
    var mustLook = false
    var rest = bytes[...]
    while rest.count >= 16 {
      let words = (0..<4).map { word in
        rest.dropFirst(4 * word).prefix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      }
      let name = rest.dropFirst(16).prefix(Int(words[3])).prefix { $0 != 0 }
      rest = rest.dropFirst(16 + Int(words[3]))
      let end = UInt32(IN_Q_OVERFLOW | IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT)
      if words[1] & end != 0 {
        mustLook = true
      } else if let name = String(validating: name, as: UTF8.self), !name.isEmpty {
        events.append(.appeared(Watch(number: Int32(truncatingIfNeeded: words[0])), name: name))
      }
    }
    return mustLook ? events + [.lookAgain] : events
  }
}
