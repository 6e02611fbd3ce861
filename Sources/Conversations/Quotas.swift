import Processes

/// How much may be kept of what peers send. What is over them is refused before it is written.
public struct Quotas: Equatable, Sendable {
  /// The most messages in a conversation's new/ and cur/.
  public var peerMessages: UInt64
  /// The most bytes in them.
  public var peerBytes: UInt64
  /// The most bytes in new/ and cur/ of all conversations together.
  public var totalBytes: UInt64

  /// Those of the manual page: 100,000 messages, 256 MiB, and 4 GiB in total.
  public static let standard = Quotas(peerMessages: 100_000, peerBytes: 256 << 20, totalBytes: 4 << 30)

  /// Quotas.
  public init(peerMessages: UInt64, peerBytes: UInt64, totalBytes: UInt64) {
    (self.peerMessages, self.peerBytes, self.totalBytes) = (peerMessages, peerBytes, totalBytes)
  }
}

/// Why a message was not stored. Nothing of it is there.
public enum StoringFailure: Error, Equatable {
  /// The conversation has as much as it may have.
  case peerQuota
  /// All conversations together have as much as they may have.
  case totalQuota
  /// The disk, or what the system lets us have of it, is full; it may pass.
  case noSpace
  /// Another process is storing in the same conversation: try again shortly.
  case busy
  /// Anything else.
  case other(SystemError)
}

/// What became of a message that was to be stored. Either way it is durable.
public enum Stored: Equatable, Sendable {
  /// It is in new/ by this name.
  case stored(String)
  /// It had been stored before.
  case duplicate
}
