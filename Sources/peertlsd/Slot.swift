import Glibc
import Handoff
import Processes

/// A place for one session and its handler; the acceptor has a fixed number of them.
final class Slot {
  /// What the slot is for now.
  enum Phase {
    /// Nothing.
    case free
    /// A session that waits for a connection.
    case spare
    /// A session with its connection.
    case serving
    /// A session that was dismissed or killed, or that has closed its channel.
    case leaving
  }

  /// What follows when the deadline passes.
  enum Step { case killHandler, killSession }

  /// Where it stands in the table.
  let index: Int
  var phase = Phase.free
  var channel: Channel?
  /// The session's process, 0 when it has been reaped.
  var session: pid_t = 0
  /// The handler's process, 0 when there is none.
  var handler: pid_t = 0
  var since: UInt64 = 0
  var deadline = UInt64.max
  var step = Step.killSession

  /// The session's number, unique on this node.
  var number: UInt64 = 0
  var peer = SocketAddress()
  /// What it holds a share of, to be given back.
  var source: SocketAddress?
  var client: Client?
  var service: String?
  var hasAsked = false
  var hasHungUp = false
  /// Killed or crashed, so that it wrote no closing record.
  var wasCutShort = false
  /// The handler's wait(2) status.
  var handlerStatus: Int32?
  /// What both processes have used.
  var cpuMicroseconds: UInt64 = 0

  init(index: Int) { self.index = index }

  /// PEERTLS_SESSION.
  var name: String { Assignment.name(ofSession: number) }

  /// Kills what is left of both processes.
  func kill() {
    if session > 0 { Children.signal(session, SIGKILL) }
    if handler > 0 { Children.signal(handler, SIGKILL) }
  }

  /// Forgets everything.
  func clear() {
    phase = .free
    channel = nil
    (session, handler, deadline, number, peer) = (0, 0, .max, 0, SocketAddress())
    (source, client, service, handlerStatus) = (nil, nil, nil, nil)
    (hasAsked, hasHungUp, wasCutShort, cpuMicroseconds) = (false, false, false, 0)
  }
}

/// Who is counted against a rule's limits: the peer's key, or without a certificate its source.
struct Client: Hashable, Sendable {
  private let parts: SIMD4<UInt64>
  private let line: UInt32

  /// From a SHA-256 of 32 bytes, zeros meaning that there is none.
  init(key: [UInt8], source: SocketAddress, line: UInt32) {
    var parts = SIMD4<UInt64>()
    for (index, byte) in key.prefix(32).enumerated() { parts[index / 8] = parts[index / 8] << 8 | UInt64(byte) }
    self.parts = parts == .zero ? SIMD4(0, 0, source.high, source.low) : parts
    self.line = line
  }
}
