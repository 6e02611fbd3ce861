import CLinux
import Glibc

/// What becomes of links on the way to what is reached from a directory.
public enum Links: Sendable {
  /// There is none: one is ELOOP.
  case refused
  /// They are followed where they stay below that directory; one that leads out is EXDEV, also by way of `/` or `..`.
  case beneath
}

/// Paths below a directory: names, one after another, none of them `.` or `..`. Whoever renames what is on the way
/// meanwhile cannot lead outside. An empty path is the directory itself.
extension Directory {
  /// The most links that are followed on one way; one more is ELOOP.
  static let maximumLinks = 40
  private static let hasKernelsWay = clinux_has_open_beneath() != 0

  /// Opens a directory.
  public func directory(at path: [String], _ links: Links) throws(SystemError) -> Directory {
    if path.isEmpty { return try duplicate() }
    return Directory(try reach(path, links, O_RDONLY | O_DIRECTORY))
  }

  /// Opens a regular file to read; a directory is EISDIR, anything else EINVAL, without being opened.
  public func open(at path: [String], _ links: Links) throws(SystemError) -> Descriptor {
    let name = path.last ?? "."
    let entry = try entry(at: path, links)
    if entry.kind == .directory { throw SystemError("open \(name)", code: EISDIR) }
    if entry.kind != .regular { throw SystemError("open \(name)", code: EINVAL) }
    let file = try reach(path, links, O_RDONLY | O_NONBLOCK | O_NOCTTY)
    _ = try FileStatus(of: file, name: name)
    return file
  }

  /// What is there, at the end of its links.
  public func entry(at path: [String], _ links: Links) throws(SystemError) -> DirectoryEntry {
    if path.isEmpty { return DirectoryEntry(try own()) }
    return try DirectoryEntry(of: try reach(path, links, onlyPlace), name: path.last ?? "")
  }

  private func reach(_ path: [String], _ links: Links, _ flags: Int32) throws(SystemError) -> Descriptor {
    for name in path { try check(name) }
    guard Directory.hasKernelsWay else { return try walk(path, links, flags) }
    let text = path.joined(separator: "/")
    let number = unsafe clinux_open_beneath(descriptor.number, text, flags | O_CLOEXEC, links == .beneath ? 1 : 0)
    guard number >= 0 else { throw SystemError("open \(text)") }
    return Descriptor(adopting: number)
  }

  /// The same, one name at a time, for kernels before 5.6 and where openat2(2) is not allowed.
  func walk(_ path: [String], _ links: Links, _ flags: Int32) throws(SystemError) -> Descriptor {
    var trail = Trail(descriptor.number)
    var ahead = Array(path.reversed())
    var followed = 0
    while let name = ahead.popLast() {
      switch name {
      case "", ".": continue
      case "..": try trail.goBack()
      default:
        guard let text = try trail.enter(name, isLast: ahead.isEmpty) else { continue }
        followed += 1
        guard links == .beneath, followed <= Directory.maximumLinks else {
          throw SystemError("follow the link \(name)", code: ELOOP)
        }
        if text.hasPrefix("/") { throw SystemError("follow the link \(name)", code: EXDEV) }
        ahead += text.split(separator: "/").reversed().map(String.init)
      }
    }
    return try trail.open(flags)
  }
}

/// linux/fcntl.h, O_PATH: only a place, nothing to read or write.
let onlyPlace: Int32 = 0o10_000_000

/// The directories that were come through, and what was reached.
private struct Trail: ~Copyable {
  private let start: Int32
  private var places: [(number: Int32, name: String)] = []

  init(_ start: Int32) { self.start = start }

  deinit { for place in places { close(place.number) } }

  private var last: Int32 { places.last?.number ?? start }

  mutating func goBack() throws(SystemError) {
    guard let place = places.popLast() else { throw SystemError("go back out of a directory", code: EXDEV) }
    close(place.number)
  }

  /// Goes on to a name; the text of the link that it stands for.
  mutating func enter(_ name: String, isLast: Bool) throws(SystemError) -> String? {
    let number = unsafe openat(last, name, onlyPlace | O_NOFOLLOW | O_CLOEXEC)
    guard number >= 0 else { throw SystemError("open \(name)") }
    let place = Descriptor(adopting: number)
    let kind = try DirectoryEntry(of: place, name: name).kind
    if kind == .link { return try Directory.text(ofLink: "", in: number, as: name) }
    guard isLast || kind == .directory else { throw SystemError("open \(name)", code: ENOTDIR) }
    places.append((place.release(), name))
    return nil
  }

  /// What was reached, opened in another way.
  func open(_ flags: Int32) throws(SystemError) -> Descriptor {
    if flags == onlyPlace { return try Descriptor.duplicate(last) }
    var status = stat()
    guard unsafe fstat(last, &status) == 0 else { throw SystemError("look at a place") }
    let isDirectory = status.st_mode & S_IFMT == S_IFDIR
    let above = places.count > 1 ? places[places.count - 2].number : start
    let (place, name) = isDirectory ? (last, ".") : (above, places.last?.name ?? ".")
    let number = unsafe openat(place, name, flags | O_NOFOLLOW | O_CLOEXEC)
    guard number >= 0 else { throw SystemError("open \(places.last?.name ?? name)") }
    return Descriptor(adopting: number)
  }
}
