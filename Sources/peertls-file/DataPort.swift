import Glibc
import Handoff
import Processes

/// The data connection, which is the session's: what it is asked for over the control channel, and what it tells.
struct DataPort: ~Copyable {
  /// What there is.
  private enum State { case closed, asked, open, used }

  /// What the session has told of this port. Of an earlier one nothing is worth knowing.
  enum Event: Equatable {
    case listening(UInt16)
    case refused(Int32)
    case ended(DataEnd, bytes: UInt64)
  }

  private let channel: Channel
  private var id: UInt32 = 0
  private var state = State.closed
  /// The session has gone, or says what none would.
  private(set) var isLost = false
  /// The peer has connected and proved its key.
  private(set) var isConnected = false

  /// Takes over descriptor 3.
  init() throws(SystemError) {
    guard Descriptor.isOpen(HandlerDescriptor.control) else {
      throw SystemError("use the control channel, which Control=yes in the handler's file gives", code: EBADF)
    }
    try Socket.setNonBlocking(HandlerDescriptor.control)
    channel = Channel(adopting: Descriptor(adopting: HandlerDescriptor.control))
  }

  /// A port was asked for, and the session has not answered.
  var isAsked: Bool { state == .asked }
  /// A transfer may be begun.
  var isOpen: Bool { state == .open }
  /// The channel's descriptor, to wait for.
  var number: Int32 { channel.descriptor.number }

  /// Asks for a port. What there was of an earlier one ends.
  mutating func listen() {
    id &+= 1
    (state, isConnected) = (.asked, false)
    say(.listen(id: id))
  }

  /// Has the peer get what is written into the pipe whose reading end this is, and closes that here.
  mutating func send(_ pipe: consuming Descriptor) {
    state = .used
    say(.send(id: id), [pipe.number])
  }

  /// All is in the pipe, so many bytes: its end is a proper end.
  mutating func finish(bytes: UInt64) { say(.sent(id: id, bytes: bytes)) }

  /// Has what the peer sends written into the pipe whose writing end this is, and closes that here.
  mutating func receive(_ pipe: consuming Descriptor) {
    state = .used
    say(.receive(id: id), [pipe.number])
  }

  /// Ends port, connection and transfer so that the peer can tell; whether there was anything to end.
  @discardableResult
  mutating func close() -> Bool {
    guard state != .closed else { return false }
    state = .closed
    say(.close(id: id))
    return true
  }

  /// What was told next; nil when nothing waits.
  mutating func next() -> Event? {
    while !isLost, let message = receive() {
      switch message {
      case .listening(id, let port) where state == .asked:
        state = .open
        return .listening(port)
      case .notListening(id, let code) where state == .asked:
        state = .closed
        return .refused(code)
      case .connected(id): isConnected = true
      case .ended(id, let end, let bytes) where state == .used:
        state = .closed
        return .ended(end, bytes: bytes)
      default: continue
      }
    }
    return nil
  }

  private mutating func receive() -> ToHandler? {
    do {
      switch try channel.receive() {
      case .message(let bytes, let passed): return try ToHandler(decoding: bytes, descriptors: passed.count)
      case .wouldBlock: return nil
      case .damaged: break
      case .ended: break
      }
    } catch {}
    isLost = true
    return nil
  }

  private mutating func say(_ message: FromHandler, _ descriptors: [Int32] = []) {
    // There is room: of each port at most four messages can be unread, and no port is asked for before the last one came.
    do throws(SystemError) {
      try channel.send(message.encode(), descriptors: descriptors)
    } catch {
      isLost = true
    }
  }
}
