import Glibc
import Processes

/// Waits while files are sent and fetched: for connections, for signals, and for the time to draw again.
final class TransferWaiter: Waiter {
  /// The signal that has come, and that ends all.
  private(set) var signal: Int32?
  private let screen: TransferScreen
  private let signals: Signals

  init(_ screen: TransferScreen) throws(SystemError) {
    self.screen = screen
    signals = try Signals([SIGINT, SIGTERM, SIGHUP, SIGQUIT].filter { !Signals.isIgnored($0) })
  }

  func wait(_ list: inout WaitingList, milliseconds: Int) throws(CallFailure) {
    list.add(signals.descriptor.number, .read)
    let deadline = Clock.monotonic + UInt64(max(0, milliseconds)) * 1000
    while true {
      let now = Clock.monotonic
      let left = now < deadline ? Int((deadline - now) / 1000) + 1 : 0
      list.wait(milliseconds: min(left, screen.interval))
      screen.refresh()
      if !list.result(signals.descriptor.number).isEmpty, let signal = signals.next() {
        self.signal = signal
        throw CallFailure(.interrupted, "interrupted")
      }
      if list.hasResult || left == 0 { return }
    }
  }

  /// Lets time pass.
  func pause(seconds: Int) throws(CallFailure) {
    var nothing = WaitingList()
    try wait(&nothing, milliseconds: seconds * 1000)
  }

  /// Ends the process as the signal that has come would have.
  func takeSignal() {
    guard let signal else { return }
    signals.takeDefault(signal)
    exit(128 + signal)
  }
}
