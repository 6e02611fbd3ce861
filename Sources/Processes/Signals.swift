import CLinux
import Glibc

/// Signals as a descriptor to read (signalfd(2)).
public struct Signals: ~Copyable {
  /// Readable when a signal waits.
  public let descriptor: Descriptor

  /// Blocks `numbers` and queues them here instead.
  public init(_ numbers: [Int32]) throws(SystemError) {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for number in numbers { unsafe sigaddset(&set, number) }
    guard unsafe sigprocmask(SIG_BLOCK, &set, nil) == 0 else { throw SystemError("block signals") }
    let number = unsafe signalfd(-1, &set, Int32(SFD_CLOEXEC | SFD_NONBLOCK))
    guard number >= 0 else { throw SystemError("make a signal descriptor") }
    descriptor = Descriptor(adopting: number)
  }

  /// Whether whoever has started this process wants it to ignore a signal, as nohup(1) does. It would be queued here all
  /// the same.
  public static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard unsafe sigaction(number, nil, &action) == 0 else { return false }
    // SIG_IGN, which is a number in a pointer's place.
    return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
  }

  /// Does what a signal that is queued here does by itself: ends or stops this process. Returns when it goes on, or
  /// where the signal is ignored.
  public func takeDefault(_ number: Int32) {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    unsafe sigaddset(&set, number)
    raise(number)
    unsafe _ = sigprocmask(SIG_UNBLOCK, &set, nil)
    unsafe _ = sigprocmask(SIG_BLOCK, &set, nil)
  }

  /// The next signal, or nil.
  public func next() -> Int32? {
    var info = signalfd_siginfo()
    let size = MemoryLayout<signalfd_siginfo>.size
    guard unsafe read(descriptor.number, &info, size) == size else { return nil }
    return Int32(info.ssi_signo)
  }
}
