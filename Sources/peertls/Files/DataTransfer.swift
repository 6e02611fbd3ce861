import FTPReplies
import Processes
import TLS

/// One data connection, from the command that asks for it to the last word about it.
struct DataTransfer: ~Copyable {
  /// The size of what is read or written at a time, in bytes.
  static let bufferSize = 256 * 1024
  /// How long nothing may move, in seconds.
  static let patience = 60
  /// How long the reason for a broken data connection is waited for, in seconds.
  static let reasonPatience = 10

  private let control: FileControl
  private let socket: Descriptor
  private let connection: Connection
  private var buffer = Buffer(capacity: DataTransfer.bufferSize)
  /// It has shaken hands.
  private var isReady = false
  /// The command was taken.
  private var hasBegun = false
  /// What became of it, once they have said so.
  private var verdict: Reply?
  private var lastMove = Clock.monotonic

  private init(_ control: FileControl, _ socket: consuming Descriptor, _ connection: consuming Connection) {
    self.control = control
    self.socket = socket
    self.connection = connection
  }

  /// Asks for a data connection, makes it, and gives the command, from `offset` on. The address is the one that the
  /// control connection leads to, whatever a reply says.
  static func begin(
    _ control: FileControl, _ verb: String, _ argument: String?, from offset: UInt64 = 0
  ) throws(TransferError) -> DataTransfer {
    let passive = try control.ask("EPSV")
    var address = control.call.address
    do throws(ReplyError) { address.port = try passive.extendedPassivePort() } catch {
      throw control.violation("\(error)")
    }
    let socket: Descriptor
    do throws(CallFailure) {
      // The address that the other end knows us by, though by now the system might prefer another (RFC 8981).
      let own = try CallFailure.attempt(.broken) { () throws(SystemError) in
        try Socket.localAddress(control.call.socket.number)
      }
      socket = try control.waiter.connect(to: address, from: own, milliseconds: control.milliseconds)
    } catch {
      guard error.kind == .unreachable else { throw TransferError(error) }
      throw .broken(
        Failure(
          .unavailable,
          error.text + ", where \(control.name) waits for data; a firewall must let in such ports too"))
    }
    Socket.sendAtOnce(socket.number)
    Socket.keepAlive(socket.number)
    let number = socket.number
    let connection = try TransferError.digesting { () throws(TLSError) in
      try control.dataContext.connection(over: number)
    }
    connection.readAhead(bytes: DataTransfer.bufferSize)
    if offset > 0 { _ = try control.ask("REST", String(offset)) }
    try control.say(verb, argument)
    control.isTransferring = true
    return DataTransfer(control, socket, connection)
  }

  /// Receives all that comes. Whether it ended as it should, with close_notify, and they say that all was sent.
  consuming func receive(_ take: (RawSpan) throws(TransferError) -> Void) throws(TransferError) -> Bool {
    var isWhole: Bool?
    // Why it ends early: what has arrived by then is taken all the same.
    var end: TransferError?
    while isWhole == nil {
      if end == nil { do throws(TransferError) { try hear() } catch { end = error } }
      if let end, !isReady { throw end }
      if try !shakeHands() { continue }
      var outcome = Connection.Outcome.wantsRead
      while !buffer.isFull {
        buffer.fill { room in
          outcome = connection.read(into: &room)
          return outcome.count
        }
        guard case .done = outcome else { break }
      }
      if !buffer.isEmpty {
        lastMove = Clock.monotonic
        try buffer.drain { bytes throws(TransferError) in
          try take(bytes)
          return bytes.byteCount
        }
      }
      if let end, outcome.count == 0 { throw end }
      switch outcome {
      case .closed: isWhole = true
      case .failed(.truncated): isWhole = false
      case .failed(let failure): throw try reason(failure)
      case .wantsWrite: try rest(.write)
      case .wantsRead: try rest(.read)
      case .done: try glance()
      }
    }
    // Some servers wait for our end of it before they say that it was sent.
    _ = connection.finishWriting()
    Socket.finishWriting(socket.number)
    try conclude(seconds: isWhole == true ? FileControl.patience : DataTransfer.reasonPatience)
    return isWhole == true
  }

  /// Sends what `give` puts into the room that it is shown, until it puts nothing; returns when they say that it is
  /// stored.
  consuming func send(
    _ give: (inout MutableRawSpan) throws(TransferError) -> Int
  ) throws(TransferError) {
    var isAtEnd = false
    while !isAtEnd || !buffer.isEmpty {
      try hear()
      if verdict != nil { throw .broken("\(control.name) says that all was stored before it was sent") }
      if try !shakeHands() { continue }
      guard hasBegun else {
        try rest([])
        continue
      }
      if buffer.isEmpty {
        try buffer.fill { room throws(TransferError) in try give(&room) }
        isAtEnd = buffer.isEmpty
      }
      var outcome = Connection.Outcome.done(0)
      while !buffer.isEmpty, case .done = outcome {
        buffer.drain { bytes in
          outcome = connection.write(from: bytes)
          return outcome.count
        }
        if outcome.count > 0 { lastMove = Clock.monotonic }
      }
      switch outcome {
      case .done: try glance()
      case .wantsRead: try rest(.read)
      case .wantsWrite: try rest(.write)
      case .closed: throw try reason(.truncated)
      case .failed(let failure): throw try reason(failure)
      }
    }
    try finish()
  }

  /// Says that all was sent, and waits for their word. What they still send, such as tickets, is taken off the connection,
  /// for unread it would become a reset that cuts off what is on its way.
  private mutating func finish() throws(TransferError) {
    var isOpen = true
    if case .failed(let failure) = connection.finishWriting() { throw try reason(failure) }
    Socket.finishWriting(socket.number)
    let deadline = Clock.monotonic + UInt64(FileControl.longPatience) * 1_000_000
    while verdict == nil {
      try hear()
      if verdict != nil { return }
      if isOpen {
        buffer.clear()
        var outcome = Connection.Outcome.closed
        buffer.fill { room in
          outcome = connection.read(into: &room)
          return outcome.count
        }
        if case .done = outcome { continue }
        isOpen = outcome == .wantsRead || outcome == .wantsWrite
      }
      let now = Clock.monotonic
      guard now < deadline else { throw .broken("\(control.name) does not say whether it was stored") }
      var list = WaitingList()
      control.enlist(in: &list)
      list.add(isOpen ? socket.number : -1, .read)
      try wait(&list, milliseconds: Int((deadline - now) / 1000) + 1)
    }
  }

  /// Takes note of what is said on the control connection; a refusal is thrown.
  private mutating func hear() throws(TransferError) {
    while let reply = try control.nextReply() {
      if reply.kind == .preliminary {
        hasBegun = true
        continue
      }
      guard verdict == nil else { throw control.violation(reply) }
      control.isTransferring = false
      guard reply.kind == .done else { throw control.refusal(reply) }
      verdict = reply
    }
  }

  /// Goes on with the handshake; whether it is done.
  private mutating func shakeHands() throws(TransferError) -> Bool {
    if isReady { return true }
    switch connection.handshake() {
    case .done:
      (isReady, lastMove) = (true, Clock.monotonic)
      return true
    case .wantsRead: try rest(.read)
    case .wantsWrite: try rest(.write)
    case .closed: throw try reason(.truncated)
    case .failed(let failure):
      if let key = control.wrongKey {
        throw .ended(
          Failure(
            .refused,
            "who answers at the data port is not \(control.name): key \(key); nothing was sent there"))
      }
      throw try reason(failure)
    }
    return false
  }

  /// Waits until something is said, or the data connection can go on.
  private func rest(_ interest: Interest) throws(TransferError) {
    let deadline = lastMove + UInt64(DataTransfer.patience) * 1_000_000
    let now = Clock.monotonic
    guard now < deadline else { throw .broken("nothing has moved for \(DataTransfer.patience) s") }
    var list = WaitingList()
    control.enlist(in: &list)
    list.add(interest.isEmpty ? -1 : socket.number, interest)
    try wait(&list, milliseconds: Int((deadline - now) / 1000) + 1)
  }

  /// Looks for a signal, and whether it is time to draw, amid much that moves.
  private func glance() throws(TransferError) {
    var nothing = WaitingList()
    try wait(&nothing, milliseconds: 0)
  }

  private func wait(_ list: inout WaitingList, milliseconds: Int) throws(TransferError) {
    do throws(CallFailure) { try control.waiter.wait(&list, milliseconds: milliseconds) } catch {
      throw TransferError(error)
    }
  }

  /// Why it broke: what they say of it, else what is seen of it here.
  private mutating func reason(_ failure: Connection.Failure) throws(TransferError) -> TransferError {
    let explained = control.call.terms.explained(failure, phase: "in the middle of a file")
    do throws(TransferError) { try conclude(seconds: DataTransfer.reasonPatience) } catch {
      if case .broken = error { return TransferError(explained) }
      return error
    }
    return TransferError(explained)
  }

  /// Waits for their last word; throws where it refuses.
  private mutating func conclude(seconds: Int) throws(TransferError) {
    guard verdict == nil else { return }
    let reply = try control.awaitReply(seconds: seconds)
    (verdict, control.isTransferring) = (reply, false)
    guard reply.kind == .done else { throw control.refusal(reply) }
  }
}
