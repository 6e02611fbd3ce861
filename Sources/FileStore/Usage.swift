import Glibc
import Processes
import Spool

/// How much a peer has in `incoming`.
public struct Usage: Equatable, Sendable {
  /// The bytes of its files and of its uploads that are under way or were interrupted.
  public let bytes: UInt64
  /// How many files and directories there are.
  public let entries: UInt64
  /// How many bytes it may have; nil where nothing says so.
  public let quota: UInt64?

  /// How many bytes may come; nil where nothing says so.
  public var room: UInt64? { quota.map { $0 > bytes ? $0 - bytes : 0 } }
}

extension Incoming {
  /// How often at most it is counted again because the owner may have moved files by hand, in microseconds.
  static let recountMicroseconds: UInt64 = 60_000_000

  /// What there is; counted anew where that was not done of late.
  func usage(countingAgain: Bool = false) throws(StoreError) -> Usage {
    if countingAgain, mayRecount() { try change { counts throws(SystemError) in try recount(&counts) } }
    return try finding { () throws(SystemError) in
      var counts: Counts
      do throws(SystemError) { counts = try counter.counts() } catch {
        if error.code != EAGAIN { throw error }
        counts = try counter.change(patience: Incoming.patience) { counts throws(SystemError) in counts }
      }
      return Usage(bytes: counts.bytes.adding(try parts.bytes()), entries: counts.messages, quota: quota)
    }
  }

  /// Whether so many more entries may be made, by counts that this may count again.
  func fits(_ counts: inout Counts) throws(SystemError) -> Bool {
    if counts.messages >= FileStore.maximumEntries, mayRecount() { try recount(&counts) }
    return counts.messages < FileStore.maximumEntries
  }

  /// A change of the counts, and of what they count; nobody else is in one meanwhile.
  func change<Result>(_ body: (inout Counts) throws(SystemError) -> Result) throws(StoreError) -> Result {
    try finding { () throws(SystemError) in try counter.change(patience: Incoming.patience, body) }
  }

  /// The same where it can also be refused.
  func change<Success>(
    _ body: (inout Counts) throws(SystemError) -> Result<Success, StoreError>
  ) throws(StoreError) -> Success {
    let outcome: Result<Success, StoreError> = try change(body)
    return try outcome.get()
  }

  private func mayRecount() -> Bool {
    guard Clock.monotonic >= nextRecount else { return false }
    nextRecount = Clock.monotonic + Incoming.recountMicroseconds
    return true
  }

  private func recount(_ counts: inout Counts) throws(SystemError) {
    (counts.messages, counts.bytes) = try tree.count()
  }
}

extension Counts {
  /// One name more, or fewer, and its bytes.
  mutating func add(_ bytes: UInt64) { (messages, self.bytes) = (messages.adding(1), self.bytes.adding(bytes)) }
  mutating func remove(_ bytes: UInt64) {
    (messages, self.bytes) = (messages.subtracting(1), self.bytes.subtracting(bytes))
  }
}

extension UInt64 {
  /// What others may have changed meanwhile cannot be counted below nothing.
  func subtracting(_ other: UInt64) -> UInt64 { self > other ? self - other : 0 }
  func adding(_ other: UInt64) -> UInt64 {
    let (sum, isOver) = addingReportingOverflow(other)
    return isOver ? .max : sum
  }
}
