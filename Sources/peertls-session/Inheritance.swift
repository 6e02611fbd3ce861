import Glibc
import Handoff
import Judge
import Processes
import TLS

/// What a session starts with: fixed descriptors (`SessionDescriptor`) and nothing else.
struct Inheritance: ~Copyable {
  let channel: Channel
  let journal: Int32?
  let doorkeeper: Doorkeeper
  let signer: SigningLine
  /// For the connection and those that belong to it.
  let context: Context

  /// Locks the process down and reads what was inherited, all of it: a session that waits as a spare has nothing left to
  /// do but to shake hands.
  static func take() throws(SessionFailure) -> Inheritance {
    do {
      Lockdown.ignoreBrokenPipes()
      try Lockdown.hideMemory()
      try Lockdown.closeDescriptors(from: SessionDescriptor.end)
      let channel = Channel(adopting: Descriptor(adopting: SessionDescriptor.acceptor))
      let policy = Descriptor(adopting: SessionDescriptor.policy)
      let credentials = Descriptor(adopting: SessionDescriptor.credentials)
      let signer = SigningLine(Descriptor(adopting: SessionDescriptor.signer))
      try Library.start(signer: signer)
      let doorkeeper = Doorkeeper(try CompiledPolicy(descriptor: policy.number))
      let chain = try Chain(
        decoding: try File.contents(of: credentials, limit: 1 << 20, name: "the node's certificates"))
      let context = try Context(serverWith: chain, signer: signer, judge: doorkeeper)
      try Lockdown.confineSession()
      return Inheritance(
        channel: channel, journal: Descriptor.isSocket(SessionDescriptor.journal) ? SessionDescriptor.journal : nil,
        doorkeeper: doorkeeper, signer: signer, context: context)
    } catch {
      throw SessionFailure(exit: .misconfigured, reason: "\(error)")
    }
  }

  /// Waits for the acceptor to hand a connection over; nil when this spare is not needed any more.
  func awaitCall() throws(SessionFailure) -> Call? {
    while true {
      var list = WaitingList()
      list.add(channel.descriptor.number, .read)
      list.wait(milliseconds: -1)
      do {
        switch try channel.receive() {
        case .wouldBlock: continue
        case .ended: return nil
        case .damaged: return nil
        case .message(let bytes, var passed):
          switch try ToSession(decoding: bytes, descriptors: passed.count) {
          case .connection(let assignment):
            guard let socket = passed.take(0) else { return nil }
            return Call(assignment: assignment, socket: socket)
          default: return nil
          }
        }
      } catch {
        throw SessionFailure(exit: .misconfigured, reason: "the acceptor's message: \(error)")
      }
    }
  }

  /// TLS over the call.
  func connect(_ call: borrowing Call) throws(SessionFailure) -> Connection {
    Socket.sendAtOnce(call.socket.number)
    signer.expect(by: call.deadline)
    do throws(TLSError) {
      return try context.connection(over: call.socket.number, allowsTLS12: call.assignment.allowsTLS12)
    } catch {
      throw SessionFailure(exit: .misconfigured, reason: "\(error)")
    }
  }
}

/// One accepted connection.
struct Call: ~Copyable {
  let assignment: Assignment
  let socket: Descriptor
  /// When the handshake must be done, on the monotonic clock.
  let deadline: UInt64

  init(assignment: Assignment, socket: consuming Descriptor) {
    self.assignment = assignment
    self.socket = socket
    deadline = Clock.monotonic + UInt64(assignment.handshakeMilliseconds) * 1000
  }
}
