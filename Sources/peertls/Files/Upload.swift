import FTPReplies
import Policy
import Processes
import SafeText

/// One file of ours on its way to a path of theirs.
struct Upload {
  private let session: FileSession
  private let file: LocalFile
  private let path: String
  /// Nothing was there when it was first looked for: what is there later comes from here.
  private var isOurs: Bool?
  /// What is there is not to be gone on with, for it has turned out to be something else.
  private var beginsAnew = false
  /// What is there was gone on with although nobody knew what it is: only its hash can tell.
  private var needsHash = false

  init(_ file: LocalFile, to path: String, _ session: FileSession) {
    (self.file, self.path, self.session) = (file, path, session)
  }

  /// Sends it, and makes sure that it has arrived.
  mutating func run() throws(TransferError) {
    session.screen.begin(file.name, size: file.length)
    while true {
      let isRight: Bool? = try session.perform { control throws(TransferError) in try attempt(control) }
      if isRight == true { return }
      if isRight == nil { return session.screen.finish("there already, SHA-256 verified", isMoved: false) }
      let what = "what \(session.contact.name) has at \(SafeText.of(path)) is not known to be what was sent (SHA-256)"
      guard !beginsAnew else {
        throw .file(Failure(.data, "\(what), again; see whether somebody else writes there, or its disk fails"))
      }
      session.screen.complain("\(what); it is sent again")
      beginsAnew = true
    }
  }

  /// Sends what is missing. Whether it is there then as it is here; nil where it was before.
  private mutating func attempt(_ control: FileControl) throws(TransferError) -> Bool? {
    let offset: UInt64
    switch try beginning(control) {
    case .whole: return nil
    case .offset(let start): offset = start
    }
    guard try file.proceed(to: offset, control.glance) else { throw changed }
    session.screen.go(from: offset)
    let screen = session.screen
    do throws(TransferError) {
      try DataTransfer.begin(control, "STOR", path, from: offset).send { room throws(TransferError) in
        let count = try file.read(into: &room)
        screen.send(count)
        return count
      }
    } catch {
      guard case .refused(let reply) = error else { throw error }
      throw .file(Failure(reply, control.name, taking: path))
    }
    guard file.position == file.length else { throw changed }
    return try confirm(control)
  }

  private enum Beginning {
    case whole
    case offset(UInt64)
  }

  /// Where to begin: behind what has arrived already, where it is the beginning of this file.
  private mutating func beginning(_ control: FileControl) throws(TransferError) -> Beginning {
    needsHash = false
    let there = try control.size(path)
    if isOurs == nil { isOurs = there == nil }
    guard let there, there > 0 || file.length == 0, there <= file.length, !beginsAnew else { return .offset(0) }
    session.screen.remark("comparing")
    guard let theirs = try control.sha256(path, of: there) else {
      // A part has no hash with a server of ours; else nobody knows what it is, unless this command has made it.
      guard control.features.canRestart, control.hasHash || isOurs == true else { return .offset(0) }
      needsHash = isOurs != true
      return .offset(there)
    }
    guard try file.proceed(to: there, control.glance), try file.sha256() == theirs else { return .offset(0) }
    if there == file.length { return .whole }
    return .offset(control.features.canRestart ? there : 0)
  }

  /// Whether what is there now is what was sent.
  private func confirm(_ control: FileControl) throws(TransferError) -> Bool {
    session.screen.remark("verifying")
    let ours = try file.sha256()
    if let theirs = try control.sha256(path, of: file.length) {
      guard theirs == ours else { return false }
      try control.setModified(path, file.modified)
      session.screen.finish("sent, SHA-256 verified", isMoved: true)
    } else {
      if needsHash { return false }
      try control.setModified(path, file.modified)
      session.screen.note("\(control.name) does not tell the SHA-256 of what has arrived, so it is not verified")
      session.screen.finish("sent", isMoved: true)
    }
    return true
  }

  private var changed: TransferError {
    .file(Failure(.data, "\(file.name) has changed while it was sent; send it again"))
  }
}
