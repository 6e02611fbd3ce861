import Processes
import Spool

extension Conversation {
  /// Whom the conversation was with last; nil where nobody was connected yet. One over 16 KiB is EFBIG.
  public func peer() throws(SystemError) -> PeerRecord? {
    try PeerRecord.read(Note.peer.rawValue, in: spool.directory)
  }

  /// Writes whom it is with, durably. Control characters become `?`; a value is cut to 256 bytes, and the e-mail
  /// addresses after the 32nd are left out.
  public func setPeer(_ peer: Peer, seen: Int64 = Clock.unixSeconds) throws(SystemError) {
    let text = PeerRecord(peer: peer, seen: seen).text
    try spool.replace(Array(text.utf8), as: Note.peer.rawValue, in: spool.directory)
  }

  /// A file beside the boxes; nil where it is not there.
  func contents(_ name: String, limit: Int) throws(SystemError) -> [UInt8]? {
    do throws(SystemError) { return try spool.directory.contents(name, limit: limit) } catch {
      if error.isMissing, try !spool.directory.isRemoved() { return nil }
      throw error
    }
  }
}
