import Handoff
import Processes
import TLS

/// A listening socket at which the peer is awaited, for one connection.
///
/// Anybody can connect to it. Whoever comes from another address is cut off at once; at the peer's own address there may
/// be others, so several may try at a time, and the first to prove the peer's key is the peer.
struct DataPort: ~Copyable {
  /// What each has at least, in microseconds, before a newcomer takes the place of the one who has tried longest.
  private static let turn = DataLimit.turnSeconds * 1_000_000
  /// How long one step may take, in microseconds, before others have theirs.
  private static let breath: UInt64 = 1_000_000
  /// How many are looked at in one step.
  private static let batch = 16

  /// When the peer must have come.
  let deadline = Clock.monotonic + DataLimit.patienceSeconds * 1_000_000
  /// The port's number.
  let number: UInt16
  private let listener: Descriptor
  private let peer: SocketAddress
  private let handshake: UInt64
  private var callers: [DataCaller] = []

  /// Takes over a listening socket. `handshake`: how long one may take, in microseconds.
  init(_ listener: consuming Descriptor, peer: SocketAddress, handshake: UInt64) throws(SystemError) {
    number = try Socket.localAddress(listener.number).port
    self.listener = listener
    (self.peer, self.handshake) = (peer, handshake)
  }

  /// Lets those who have come go on; returns the peer when it has proved that it is. `refuse` is told of everybody else.
  mutating func step(
    _ context: borrowing Context, allowsTLS12: Bool, refuse: (SocketAddress, String) -> Void
  ) -> DataCaller? {
    let now = Clock.monotonic
    admit(now, context, allowsTLS12, refuse)
    var staying: [DataCaller] = []
    for (index, caller) in callers.enumerated() {
      switch caller.shakeHands() {
      case .proved: return caller
      case .failed(let reason): refuse(caller.address, reason)
      case .underWay where now >= caller.since + handshake: refuse(caller.address, "the handshake took too long")
      case .underWay: staying.append(caller)
      }
      // Where a signature takes long, the acceptor is heard before the next.
      guard Clock.monotonic - now < DataPort.breath else {
        staying += callers[(index + 1)...]
        break
      }
    }
    callers = staying
    return nil
  }

  private mutating func admit(
    _ now: UInt64, _ context: borrowing Context, _ allowsTLS12: Bool, _ refuse: (SocketAddress, String) -> Void
  ) {
    for _ in 0..<DataPort.batch where hasRoom(now) {
      // A listener that is out of order is as good as one at which nobody comes.
      guard let accepted = try? Socket.accept(listener.number) else { return }
      let address = accepted.peer
      guard address.isSameHost(as: peer) else {
        refuse(address, "it does not come from the peer's address")
        continue
      }
      let socket = accepted.takeConnection()
      Socket.sendAtOnce(socket.number)
      // A peer that is gone without a word must not hold its upload until the session is idle for too long.
      Socket.keepAlive(socket.number)
      guard
        let connection = try? context.connection(over: socket.number, allowsTLS12: allowsTLS12, isForBulk: true)
      else { continue }
      if callers.count == DataLimit.callers {
        refuse(callers.removeFirst().address, "the handshake took too long, and others wait")
      }
      callers.append(DataCaller(connection, socket, address, since: now))
    }
  }

  private func hasRoom(_ now: UInt64) -> Bool {
    callers.count < DataLimit.callers || now >= callers[0].since + DataPort.turn
  }

  func enlist(in list: inout WaitingList) {
    if hasRoom(Clock.monotonic) { list.add(listener.number, .read) }
    for caller in callers { list.add(caller.socket.number, caller.wanted) }
  }

  /// When something is due.
  var due: UInt64 {
    var due = deadline
    if let first = callers.first {
      due = min(due, first.since + handshake)
      // Once its turn is over the listener is watched, and nothing more is due.
      let turn = first.since + DataPort.turn
      if callers.count == DataLimit.callers && turn > Clock.monotonic { due = min(due, turn) }
    }
    return due
  }
}

extension SocketAddress {
  /// The same address and zone, whatever the port.
  fileprivate func isSameHost(as other: SocketAddress) -> Bool {
    (high, low, scope) == (other.high, other.low, other.scope)
  }
}
