import CLinux
import Glibc

/// epoll(7), level-triggered; each descriptor is known by a token of the caller's.
@safe public struct Poller: ~Copyable {
  private let descriptor: Descriptor
  private var events: [epoll_event]

  /// Room for `batch` events a wait.
  public init(batch: Int = 64) throws(SystemError) {
    let number = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard number >= 0 else { throw SystemError("make an epoll descriptor") }
    descriptor = Descriptor(adopting: number)
    unsafe events = [epoll_event](repeating: epoll_event(), count: batch)
  }

  /// Reports `watched` as `token` when it can be read or has been closed by the other side.
  public func add(_ watched: Int32, token: UInt64) throws(SystemError) {
    var event = unsafe epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(u64: token))
    guard unsafe epoll_ctl(descriptor.number, EPOLL_CTL_ADD, watched, &event) == 0 else {
      throw SystemError("watch a descriptor")
    }
  }

  /// Reports another one as `token` while what it watches is ready.
  public func add(_ other: borrowing Poller, token: UInt64) throws(SystemError) {
    try add(other.descriptor.number, token: token)
  }

  /// Stops watching.
  public func remove(_ watched: Int32) {
    _ = epoll_ctl(descriptor.number, EPOLL_CTL_DEL, watched, nil)
  }

  /// Waits up to `milliseconds` (-1: without end) and hands each ready token to `body`.
  public mutating func wait(milliseconds: Int32, _ body: (UInt64) -> Void) throws(SystemError) {
    let count = unsafe epoll_wait(descriptor.number, &events, Int32(events.count), milliseconds)
    if count < 0 && errno != EINTR { throw SystemError("epoll_wait") }
    for index in 0..<max(0, Int(count)) { unsafe body(events[index].data.u64) }
  }
}
