import CLinux
import Glibc

/// What poll(2) watches a descriptor for.
public struct Interest: OptionSet, Sendable {
  /// As OptionSet has it.
  public let rawValue: Int16
  /// As OptionSet has it.
  public init(rawValue: Int16) { self.rawValue = rawValue }

  /// Bytes or an end of file wait to be read.
  public static let read = Interest(rawValue: Int16(POLLIN))
  /// Bytes can be written.
  public static let write = Interest(rawValue: Int16(POLLOUT))
  /// On a pipe's writing end: nobody reads any more. Reported whether it was asked for or not.
  public static let noReader = Interest(rawValue: Int16(POLLERR))
  /// On a socket: neither side can send any more. Reported whether it was asked for or not.
  public static let hungUp = Interest(rawValue: Int16(POLLHUP))
}

/// A few descriptors to wait for: poll(2), which for a handful needs fewer system calls than epoll(7).
public struct WaitingList {
  private var entries: [pollfd] = []

  /// Nobody to wait for.
  public init() {}

  /// Watches a descriptor; a negative one is passed over.
  public mutating func add(_ descriptor: Int32, _ interest: Interest) {
    entries.append(pollfd(fd: descriptor, events: interest.rawValue, revents: 0))
  }

  /// Waits until something happens or the time is over (negative: without end). Interrupted, it returns early.
  public mutating func wait(milliseconds: Int) {
    unsafe _ = poll(&entries, nfds_t(entries.count), Int32(clamping: milliseconds < 0 ? -1 : milliseconds))
  }

  /// Whether something has happened to any.
  public var hasResult: Bool { entries.contains { $0.revents != 0 } }

  /// What has happened to a descriptor.
  public func result(_ descriptor: Int32) -> Interest {
    entries.first { $0.fd == descriptor }.map { Interest(rawValue: $0.revents) } ?? []
  }
}
