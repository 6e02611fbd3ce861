import Conversations
import Glibc
import Processes
import TestFiles

let aKey = String(repeating: "a1", count: 32)
let bKey = String(repeating: "b2", count: 32)

func hash(_ number: Int) -> [UInt8] { MessageHash.of(callID: "call", sequence: UInt32(number), fromTag: "tag") }

/// A state directory for `body`.
func withStore(_ quotas: Quotas = .standard, _ body: (String, borrowing ConversationStore) throws -> Void) throws {
  try withDirectory { path in try body(path, try ConversationStore(path, quotas: quotas)) }
}

extension Conversation {
  /// Stores it as soon as nobody else is storing. A process that another test starts has this one's descriptors, and so
  /// its locks, until it runs its program.
  mutating func store(_ message: [UInt8], _ number: Int, now: UInt64 = Clock.unixMicroseconds) throws(StoringFailure)
    -> Stored
  {
    while true {
      do throws(StoringFailure) { return try store(message, hash: hash(number), now: now) } catch {
        if error != .busy { throw error }
      }
    }
  }

  /// The same for removing.
  func remove(_ name: String) throws(SystemError) -> Bool {
    while true {
      do throws(SystemError) { return try removeReceived(name) } catch {
        if error.code != EAGAIN { throw error }
      }
    }
  }
}

/// Why a message was not stored; nil where it was.
func refusalOf(_ body: () throws(StoringFailure) -> Void) -> StoringFailure? {
  do throws(StoringFailure) {
    try body()
    return nil
  } catch {
    return error
  }
}
