import Handoff
import Processes
import Relay
import TLS

/// How long a conversation may be silent and last, in seconds; 0 for no end.
struct ConversationLimits: Equatable {
  var idleSeconds: UInt32
  var durationSeconds: UInt32
}

/// How a conversation ended.
enum ConversationEnd: Equatable {
  case finished
  case broken(Connection.Failure)
  case handlerUnreachable(code: Int32)
  case idle
  case tooLong
  case denied
  case otherRights
  case ended(Dismissal)

  var exit: SessionExit {
    switch self {
    case .finished: .served
    case .denied: .denied
    default: .ended
    }
  }

  /// Why it ended; `status` is the handler's of wait(2), where that has ended.
  func reason(_ doorkeeper: Doorkeeper, handler status: Int32?) -> String {
    switch self {
    case .finished:
      if let status, Exit(pid: 0, status: status).signal != nil {
        "the handler was ended by \(Exit.text(status: status))"
      } else {
        "both sides have finished"
      }
    case .broken(let failure): failure.text
    case .handlerUnreachable(let code): "the handler's pipe: \(SystemError.text(code))"
    case .idle: "idle for too long"
    case .tooLong: "the longest duration is reached"
    case .denied: "the new policy: " + (doorkeeper.judgement?.reason ?? "denied")
    case .otherRights: "the new policy gives other rights"
    case .ended(let reason): reason.text
    }
  }
}

/// The relay between peer and handler, its limits, and the acceptor's word.
struct Conversation: ~Copyable {
  /// How long a peer's last bytes are waited for after ours were sent, in milliseconds.
  static let farewell = 1000
  /// How long a handler may take to end after its connection has, in milliseconds; the acceptor kills at 5 seconds.
  /// Where the acceptor is gone, the kernel has hung it up (PR_SET_PDEATHSIG) and nobody tells when it ends: `farewell`.
  static let handlerFarewell = 6000

  private var relay: Relay
  private var data: DataConnections
  private let socket: Int32
  private let limits: ConversationLimits
  private let start = Clock.monotonic
  private var lastMove = Clock.monotonic

  init(
    socket: Int32, pipes: consuming HandlerPipes, data: consuming DataConnections, limits: ConversationLimits
  ) {
    self.socket = socket
    self.data = data
    self.limits = limits
    relay = pipes.relay(socket: socket)
  }

  /// From the peer, over all connections.
  var bytesIn: UInt64 { relay.bytesIn + data.bytes.inward }
  /// To the peer, over all connections.
  var bytesOut: UInt64 { relay.bytesOut + data.bytes.outward }

  /// Relays until an end; `judgeAgain` says what a changed policy makes of the peer, `refuse` is told who has connected
  /// to a data port and is not the peer.
  mutating func run(
    _ connection: borrowing Connection, _ context: borrowing Context, line: inout AcceptorLine,
    judgeAgain: () -> Welcome, refuse: (SocketAddress, String) -> Void
  ) -> ConversationEnd {
    var moved = bytesIn &+ bytesOut
    var isDelivered = false
    while true {
      switch line.leave(judgeAgain) {
      case .granted: break
      case .changed: return .otherRights
      case .denied: return .denied
      case .ended(let reason): return .ended(reason)
      }
      let state = relay.step(connection)
      if relay.isDelivered && !isDelivered {
        isDelivered = true
        line.inputHasEnded()
      }
      data.step(context, &line, refuse: refuse)
      if let code = data.fault { return .handlerUnreachable(code: code) }
      switch state {
      case .running: break
      case .finished: if data.isQuiet { return .finished }
      case .broken(let failure): return .broken(failure)
      case .failed(_, let code): return .handlerUnreachable(code: code)
      }
      let now = Clock.monotonic
      if bytesIn &+ bytesOut != moved {
        moved = bytesIn &+ bytesOut
        lastMove = now
      }
      if let end = overdue(now) { return end }
      var list = WaitingList()
      if state != .finished { relay.enlist(in: &list) }
      line.enlist(in: &list)
      data.enlist(in: &list)
      list.wait(milliseconds: nextDeadline(now))
      line.attend(list)
      if state != .finished { relay.notice(list) }
      data.attend(list)
    }
  }

  /// Ends the connection as the end demands, and waits a little for the handler to end.
  ///
  /// The pipes stay open until the handler is known to have ended or its time is over: a handler whose connection broke
  /// gets its SIGHUP before it could take a closed pipe for the peer's proper end.
  mutating func end(_ end: ConversationEnd, _ connection: borrowing Connection, line: inout AcceptorLine) {
    if end != .finished { line.hangUp() }
    bidFarewell(over: socket, line: &line, awaitsHandler: true)
  }

  private func overdue(_ now: UInt64) -> ConversationEnd? {
    if limits.durationSeconds > 0 && now >= start + microseconds(limits.durationSeconds) { return .tooLong }
    if limits.idleSeconds > 0 && now >= lastMove + microseconds(limits.idleSeconds) { return .idle }
    return nil
  }

  private func nextDeadline(_ now: UInt64) -> Int {
    var next = data.due
    if limits.durationSeconds > 0 { next = min(next, start + microseconds(limits.durationSeconds)) }
    if limits.idleSeconds > 0 { next = min(next, lastMove + microseconds(limits.idleSeconds)) }
    return next == .max ? -1 : Int((next - min(now, next)) / 1000) + 1
  }

  private func microseconds(_ seconds: UInt32) -> UInt64 { UInt64(seconds) * 1_000_000 }
}

/// Sends the last bytes on their way and waits for the peer to close, so that what it has still in flight does not turn
/// into a reset that destroys our last words; and for the handler's end, where there is one.
func bidFarewell(over socket: Int32, line: inout AcceptorLine, awaitsHandler: Bool = false) {
  Socket.finishWriting(socket)
  let start = Clock.monotonic
  var peerIsThere = true
  while true {
    let elapsed = Int((Clock.monotonic - start) / 1000)
    let peerWait = peerIsThere ? Conversation.farewell - elapsed : 0
    let patience = line.open ? Conversation.handlerFarewell : Conversation.farewell
    let handlerWait = awaitsHandler && line.handlerExit == nil ? patience - elapsed : 0
    guard peerWait > 0 || handlerWait > 0 else { return }
    var list = WaitingList()
    if peerWait > 0 { list.add(socket, .read) }
    line.enlist(in: &list)
    list.wait(
      milliseconds: max(1, peerWait > 0 && handlerWait > 0 ? min(peerWait, handlerWait) : max(peerWait, handlerWait)))
    line.attend(list)
    if peerWait > 0 && !list.result(socket).isEmpty { peerIsThere = Socket.discardInput(socket) }
    if line.mustEnd != nil && !awaitsHandler { return }
  }
}
