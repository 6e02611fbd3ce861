import FTPReplies
import Glibc
import Processes
import SafeText

/// Files and directories of ours on their way to a place there.
final class SendTree {
  /// Where files go that no place is said for.
  static let incoming = "/incoming"
  /// The most directories in one another.
  static let maximumDepth = 64

  private enum Place {
    case directory(String)
    /// The new name of the one thing that is sent.
    case name(String)
  }

  private let session: FileSession
  private let to: String?
  private let isRecursive: Bool
  private let isOne: Bool
  private var place: Place?

  init(_ session: FileSession, to: String?, isRecursive: Bool, isOne: Bool) {
    (self.session, self.to, self.isRecursive, self.isOne) = (session, to, isRecursive, isOne)
  }

  /// Sends what a path of ours stands for.
  func send(_ argument: String) throws(TransferError) {
    let file: Descriptor
    do throws(SystemError) { file = try File.openRegular(argument) } catch {
      guard error.code == EISDIR else { throw SendTree.unreadable(argument, error) }
      return try sendDirectory(argument)
    }
    // A path that ends with no name is a directory's.
    try send(file, argument, to: path(for: RemotePath.name(argument) ?? argument))
  }

  private func sendDirectory(_ argument: String) throws(TransferError) {
    guard isRecursive else {
      throw .file(Failure(.usage, "\(SafeText.of(argument)) is a directory; -r sends it"))
    }
    let directory = try SendTree.reading(argument) { () throws(SystemError) in try Directory(argument) }
    // What has no name, such as `.`, gives what is in it.
    try send(directory, argument, to: path(for: RemotePath.name(argument)), depth: 0)
  }

  private func send(
    _ directory: borrowing Directory, _ shown: String, to path: String, depth: Int
  ) throws(TransferError) {
    guard depth < SendTree.maximumDepth else {
      throw .file(
        Failure(.data, "\(SafeText.of(shown)): more than \(SendTree.maximumDepth) directories in one another"))
    }
    try makeDirectory(path)
    let nameless = try SendTree.reading(shown) { () throws(SystemError) in try directory.namesThatAreNoText() }
    if nameless > 0 {
      session.note(Failure(.data, "\(SafeText.of(shown)): \(nameless) not sent, for their names are not UTF-8"))
    }
    var names = try SendTree.reading(shown) { () throws(SystemError) in try directory.names() }
    while let last = names.last {
      for name in names { try sendEntry(name, of: directory, shown, to: path, depth) }
      names = try SendTree.reading(shown) { () throws(SystemError) in try directory.names(after: last) }
    }
  }

  private func sendEntry(
    _ name: String, of directory: borrowing Directory, _ parent: String, to path: String, _ depth: Int
  ) throws(TransferError) {
    let (shown, path) = (RemotePath.join(parent, name), RemotePath.join(path, name))
    do throws(TransferError) {
      guard Request.isName(name) else {
        throw .file(Failure(.data, "\(SafeText.of(shown)) is not sent: it is no name for FTP"))
      }
      switch try SendTree.reading(shown, { () throws(SystemError) in try directory.entry(name) })?.kind {
      case nil: break
      case .regular:
        let file = try SendTree.reading(shown) { () throws(SystemError) in try directory.open(name) }
        try send(file, shown, to: path)
      case .directory:
        let inner = try SendTree.reading(shown) { () throws(SystemError) in try directory.directory(name) }
        try send(inner, shown, to: path, depth: depth + 1)
      case .link: session.screen.note("\(SafeText.of(shown)) is a link, and passed over")
      case .other: session.screen.note("\(SafeText.of(shown)) is no regular file, and passed over")
      }
    } catch {
      try session.take(error)
    }
  }

  private func send(_ file: consuming Descriptor, _ shown: String, to path: String) throws(TransferError) {
    var upload = Upload(try LocalFile(file, name: SafeText.of(shown)), to: path, session)
    try upload.run()
  }

  /// Where something of that name goes; without a name, into the place itself.
  private func path(for name: String?) throws(TransferError) -> String {
    let found: Place
    if let place { found = place } else { found = try findPlace() }
    place = found
    switch found {
    case .name(let path): return path
    case .directory(let path): return name.map { RemotePath.join(path, $0) } ?? path
    }
  }

  private func findPlace() throws(TransferError) -> Place {
    guard let to else { return .directory(SendTree.incoming) }
    switch try session.perform({ control throws(TransferError) in try control.entry(to) })?.kind {
    case .directory: return .directory(to)
    case .file where !isOne, .other where !isOne:
      throw .ended(Failure(.cannotCreate, "\(session.contact.name) has something at \(to) that is no directory"))
    case nil where !isOne || to.hasSuffix("/"):
      var path = to.hasPrefix("/") ? "/" : ""
      for part in to.split(separator: "/") {
        path = RemotePath.join(path, String(part))
        try makeDirectory(path)
      }
      return .directory(to)
    default: return .name(to)
    }
  }

  private func makeDirectory(_ path: String) throws(TransferError) {
    try session.perform { control throws(TransferError) in
      guard path != "/", try control.askWhether("MKD", path) == nil else { return }
      // It may be there already. Where nobody may look, what is sent into it will tell.
      guard let entry = try control.entry(path), entry.kind != .directory else { return }
      throw .file(Failure(.cannotCreate, "\(SafeText.of(path)) is no directory at \(control.name)'s"))
    }
  }

  private static func reading<Value: ~Copyable>(
    _ shown: String, _ body: () throws(SystemError) -> Value
  ) throws(TransferError) -> Value {
    do throws(SystemError) { return try body() } catch { throw unreadable(shown, error) }
  }

  private static func unreadable(_ shown: String, _ error: SystemError) -> TransferError {
    .file(Failure(.noInput, "\(SafeText.of(shown)): \(error.reason ?? SystemError.text(error.code))"))
  }
}
