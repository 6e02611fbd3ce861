import Glibc
import Handoff
import Processes
import Relay
import TLS

/// What a handler with a control channel has of data connections: one port, one connection, one transfer at a time.
struct DataConnections: ~Copyable {
  /// How long a peer's last bytes are waited for after a transfer has ended, in microseconds.
  private static let farewell = DataLimit.farewellSeconds * 1_000_000
  /// How many connections may be so waited for at a time.
  private static let maximumLeaving = 4
  /// Messages that are heard in one step.
  private static let batch = 16

  private var line: ControlLine
  private let assignment: Assignment
  private let signer: SigningLine
  /// The peer has a key that whoever connects can be asked to prove.
  private let isPossible: Bool

  /// The handler's number for what there is; nil for nothing.
  private var id: UInt32?
  private var awaitsPort = false
  private var rate = DataPortRate()
  private var port: DataPort?
  private var peer: DataCaller?
  private var transfer: DataTransfer?
  private var declared: UInt64?
  private var leaving: [(caller: DataCaller, until: UInt64)] = []
  private var past: (inward: UInt64, outward: UInt64) = (0, 0)

  /// For a handler with this control channel, if any.
  init(control: consuming Channel?, assignment: Assignment, signer: SigningLine, isPossible: Bool) {
    line = ControlLine(control)
    self.assignment = assignment
    self.signer = signer
    self.isPossible = isPossible
  }

  /// Bytes over all data connections so far: from the peer, to the peer.
  var bytes: (inward: UInt64, outward: UInt64) {
    guard let now = moved else { return past }
    return (past.inward + now.inward, past.outward + now.outward)
  }

  /// Those of the transfer that is under way.
  private var moved: (inward: UInt64, outward: UInt64)? {
    switch transfer {
    case .some(let transfer): transfer.bytes
    case .none: nil
    }
  }

  /// The handler broke the rules of the channel, in this way.
  var fault: Int32? { line.fault }

  /// Nothing is under way that the end of the session would cut off.
  var isQuiet: Bool { leaving.isEmpty }

  /// Does what can be done now. By `context` nobody is let in but who proves the key of the control connection; `refuse`
  /// is told who has connected and is not the peer.
  mutating func step(
    _ context: borrowing Context, _ acceptor: inout AcceptorLine, refuse: (SocketAddress, String) -> Void
  ) {
    hear(&acceptor)
    if awaitsPort { takePort(&acceptor) }
    if let caller = port?.step(context, allowsTLS12: assignment.allowsTLS12, refuse: refuse) {
      closePort()
      peer = caller
      if let id { line.tell(.connected(id: id)) }
    }
    var end = move()
    if end == .pipeFailed {
      // The handler's word comes before the pipe's end, but it may have come after we had listened.
      hear(&acceptor)
      end = move()
    }
    if let end { finish(end) }
    let now = Clock.monotonic
    if portDeadline <= now { expire() }
    leaving.removeAll { $0.until <= now }
  }

  private mutating func hear(_ acceptor: inout AcceptorLine) {
    for _ in 0..<DataConnections.batch {
      guard let heard = line.hear() else { return }
      heed(heard, &acceptor)
    }
  }

  /// Moves what can be moved; how the transfer ended, once it has.
  private mutating func move() -> DataEnd? { peer?.with { transfer?.step($0, declared: declared) ?? nil } ?? nil }

  private mutating func heed(_ heard: consuming ControlLine.Heard, _ acceptor: inout AcceptorLine) {
    switch heard.message {
    case .listen(let new):
      drop()
      id = new
      guard isPossible else { return deny(EOPNOTSUPP) }
      // An answer that is under way will do for this one.
      if awaitsPort { return }
      guard rate.add(now: Clock.monotonic) <= DataLimit.portsPerSecond else { return deny(EAGAIN) }
      acceptor.openDataPort()
      awaitsPort = true
    case .send(let wanted):
      if let pipe = heard.pipe.take() { begin(wanted, .sending(Sending(from: pipe))) }
    case .receive(let wanted):
      if let pipe = heard.pipe.take() { begin(wanted, .receiving(Receiving(into: pipe))) }
    case .close(let wanted): if wanted == id { drop() }
    case .sent(let wanted, let bytes): if wanted == id { declared = bytes }
    }
  }

  private mutating func begin(_ wanted: UInt32, _ transfer: consuming DataTransfer) {
    guard wanted == id else { return line.tell(.ended(id: wanted, .nobodyCame, bytes: 0)) }
    // A second one of the same port is nobody's.
    if self.transfer == nil { self.transfer = .some(transfer) }
  }

  private mutating func takePort(_ acceptor: inout AcceptorLine) {
    guard let answer = acceptor.takeDataPort() else { return }
    awaitsPort = false
    guard let id else { return }
    do throws(SystemError) {
      let listener = try answer.listener(signingBy: signer)
      let handshake = UInt64(assignment.handshakeMilliseconds) * 1000
      let port = try DataPort(listener, peer: assignment.peer, handshake: handshake)
      line.tell(.listening(id: id, port: port.number))
      self.port = .some(port)
    } catch {
      deny(error.code)
    }
  }

  private mutating func deny(_ code: Int32) {
    if let id { line.tell(.notListening(id: id, code: code)) }
    drop()
  }

  /// The peer has not come.
  private mutating func expire() {
    if let id, transfer != nil { line.tell(.ended(id: id, .nobodyCame, bytes: 0)) }
    drop()
  }

  private mutating func finish(_ end: DataEnd) {
    let moved = moved ?? (inward: 0, outward: 0)
    if let id { line.tell(.ended(id: id, end, bytes: moved.inward + moved.outward)) }
    if end == .complete, let peer {
      peer.finish()
      if leaving.count == DataConnections.maximumLeaving { leaving.removeFirst() }
      leaving.append((peer, Clock.monotonic + DataConnections.farewell))
      self.peer = nil
    }
    drop()
  }

  /// Ends whatever there is; a connection that is in the middle of something has no proper end.
  private mutating func drop() {
    if let moved { past = (past.inward + moved.inward, past.outward + moved.outward) }
    peer?.breakOff()
    (id, peer, declared) = (nil, nil, nil)
    closePort()
    transfer = nil
  }

  private mutating func closePort() {
    port = nil
    signer.close()
  }

  func enlist(in list: inout WaitingList) {
    list.add(line.number, .read)
    port?.enlist(in: &list)
    if let peer { transfer?.enlist(in: &list, socket: peer.socket.number) }
    for (caller, _) in leaving { list.add(caller.socket.number, .read) }
  }

  mutating func attend(_ list: borrowing WaitingList) {
    if let peer { transfer?.notice(list, socket: peer.socket.number) }
    leaving.removeAll { caller, _ in
      !list.result(caller.socket.number).isEmpty && !Socket.discardInput(caller.socket.number)
    }
  }

  private var portDeadline: UInt64 {
    switch port {
    case .some(let port): port.deadline
    case .none: .max
    }
  }

  /// When something is due, `.max` for never.
  var due: UInt64 {
    let farewell = leaving.first?.until ?? .max
    return switch port {
    case .some(let port): min(port.due, farewell)
    case .none: farewell
    }
  }
}
