import FTPReplies
import Policy
import Processes
import SafeText

/// One file of theirs on its way to a name in a directory of ours.
struct Download {
  private let session: FileSession
  private let path: String
  private let directory: LocalDirectory
  private let name: String
  private let isForced: Bool
  private var entry: RemoteEntry
  /// The part has nothing but what this command has put there.
  private var isOurs = false
  /// What they said of it may have changed.
  private var isLate = false
  /// It has turned out to be wrong once.
  private var wasWrong = false

  /// `entry` is what they say of it.
  init(
    _ path: String, _ entry: RemoteEntry, to name: String, in directory: LocalDirectory, isForced: Bool,
    _ session: FileSession
  ) {
    (self.path, self.entry, self.name, self.directory) = (path, entry, name, directory)
    (self.isForced, self.session) = (isForced, session)
  }

  /// Fetches it, and makes sure that it is whole.
  mutating func run() throws(TransferError) {
    session.screen.begin(path, size: entry.size)
    if try isThereAlready() { return session.screen.finish("there already, SHA-256 verified", isMoved: false) }
    let part = try PartFile.open(name, in: directory)
    while try !session.perform({ control throws(TransferError) in try attempt(control, part) }) {
      let what = "what came of \(SafeText.of(path)) is not known to be what \(session.contact.name) has (SHA-256)"
      try part.empty()
      guard !wasWrong else {
        throw .file(Failure(.data, "\(what), again; see whether somebody changes it, or a disk fails"))
      }
      session.screen.complain("\(what); it is fetched again")
      (wasWrong, isOurs) = (true, true)
    }
  }

  /// Whether our file of that name is the same; where it is not, and is not to be replaced, that is an error.
  private func isThereAlready() throws(TransferError) -> Bool {
    guard let there = try TransferError.local({ () throws(SystemError) in try directory.handle.entry(name) }) else {
      return false
    }
    let shown = directory.shown(name)
    guard there.kind == .regular else {
      throw .file(Failure(.cannotCreate, "\(shown) is no regular file, and is not replaced; -o names another place"))
    }
    if let size = entry.size, UInt64(there.length) == size {
      session.screen.remark("comparing")
      let file = try LocalFile(
        TransferError.local { () throws(SystemError) in try directory.handle.open(name) }, name: shown)
      let isSame = try session.perform { control throws(TransferError) -> Bool in
        guard let theirs = try control.sha256(path, of: size) else { return false }
        guard try file.proceed(to: size, control.glance) else { return false }
        return try file.sha256() == theirs
      }
      if isSame { return true }
    }
    if isForced { return false }
    throw .file(
      Failure(.cannotCreate, "\(shown) is there, and not known to be the same; --force replaces it, -o names another"))
  }

  /// Fetches what is missing, and gives the file its name. False where it is not what they have.
  private mutating func attempt(_ control: FileControl, _ part: PartFile) throws(TransferError) -> Bool {
    if isLate, let now = try control.entry(path) { entry = now }
    isLate = true
    // Where nothing can be verified only this command's own bytes are gone on with.
    let canResume = control.features.canRestart && (control.hasHash || isOurs)
    if !canResume || part.length > entry.size ?? .max { try part.empty() }
    if part.length > 0 { session.screen.remark("comparing") }
    try part.resume(control.glance)
    isOurs = isOurs || part.length == 0
    if entry.size == nil || part.length < entry.size ?? 0 || part.length == 0 {
      try fetch(control, part)
    }
    session.screen.remark("verifying")
    let theirs = try control.sha256(path, of: part.length)
    if let theirs, try part.sha256() != theirs { return false }
    if theirs == nil {
      if !isOurs { return false }
      session.screen.note("\(control.name) does not tell the SHA-256 of its files, so what came is not verified")
    }
    try part.commit(modified: entry.modified, replacing: isForced)
    session.screen.finish(theirs == nil ? "received" : "received, SHA-256 verified", isMoved: true)
    return true
  }

  private func fetch(_ control: FileControl, _ part: PartFile) throws(TransferError) {
    let (screen, limit) = (session.screen, entry.size ?? .max)
    screen.go(from: part.length)
    let isWhole: Bool
    do throws(TransferError) {
      isWhole = try DataTransfer.begin(control, "RETR", path, from: part.length).receive {
        bytes throws(TransferError) in
        guard UInt64(bytes.byteCount) <= limit - part.length else {
          throw .file(Failure(.data, "\(control.name) sends more of \(SafeText.of(path)) than it has; get it again"))
        }
        try part.append(bytes)
        screen.receive(bytes.byteCount)
      }
    } catch {
      guard case .refused(let reply) = error else { throw error }
      throw .file(Failure(reply, control.name, giving: path))
    }
    if let size = entry.size, part.length < size {
      throw .broken("\(control.name) has ended \(SafeText.of(path)) before its end")
    }
    // Servers that end so are believed where the hash will tell.
    guard isWhole || (control.hasHash && entry.size != nil) else {
      throw .broken("\(control.name) has ended \(SafeText.of(path)) without close_notify")
    }
  }
}
