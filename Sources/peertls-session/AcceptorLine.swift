import Handoff
import Processes

/// The line to the acceptor: what this session may ask for, and what it is told.
struct AcceptorLine: ~Copyable {
  /// How long a handler may take to start.
  private static let patience = 10_000

  private let channel: Channel
  private let doorkeeper: Doorkeeper
  private var open = true
  private var answer: HandlerAnswer?
  /// The acceptor says that this session must end.
  private(set) var mustEnd: EndReason?
  /// The policy has changed and the peer was not judged again yet.
  var mustJudgeAgain = false
  /// How the handler ended: its wait(2) status and processor time.
  private(set) var handlerExit: (status: Int32, cpuMicroseconds: UInt64)?

  enum HandlerAnswer: Equatable {
    case started(pid: Int32)
    case refused(HandlerRefusal, code: Int32)
  }

  init(channel: consuming Channel, doorkeeper: Doorkeeper) {
    self.channel = channel
    self.doorkeeper = doorkeeper
  }

  func enlist(in list: inout WaitingList) { if open { list.add(channel.descriptor.number, .read) } }

  mutating func attend(_ list: borrowing WaitingList) {
    while open && !list.result(channel.descriptor.number).isEmpty {
      guard let message = try? channel.receive() else { return hangUpByAcceptor() }
      switch consume message {
      case .wouldBlock: return
      case .ended: return hangUpByAcceptor()
      case .message(let bytes, var passed):
        guard let message = try? ToSession(decoding: bytes, descriptors: passed.count) else {
          return hangUpByAcceptor()
        }
        heed(message, &passed)
      }
    }
  }

  private mutating func heed(_ message: ToSession, _ passed: inout Passed) {
    switch message {
    case .connection: break
    case .judgeAgain:
      doorkeeper.replacePolicy(passed.take(0))
      mustJudgeAgain = true
    case .handlerStarted(let pid): answer = .started(pid: pid)
    case .handlerRefused(let refusal, let code): answer = .refused(refusal, code: code)
    case .handlerExited(let status, let cpu): handlerExit = (status, cpu)
    case .end(let reason): mustEnd = reason
    }
  }

  /// Without an acceptor nobody counts or ends this session: it ends itself.
  private mutating func hangUpByAcceptor() {
    open = false
    mustEnd = .draining
  }

  /// Asks for the handler and waits for the answer.
  mutating func startHandler(_ request: HandlerRequest, _ pipes: inout HandlerPipes) -> HandlerAnswer {
    let deadline = Clock.monotonic + UInt64(AcceptorLine.patience) * 1000
    do throws(SystemError) {
      try channel.send(ToAcceptor.startHandler(request).encode(), descriptors: pipes.theirs)
    } catch {
      return .refused(.failed, code: error.code)
    }
    pipes.closeTheirs()
    while answer == nil && open && Clock.monotonic < deadline {
      var list = WaitingList()
      enlist(in: &list)
      list.wait(milliseconds: AcceptorLine.patience)
      attend(list)
    }
    return answer ?? .refused(.draining, code: 0)
  }

  /// Tells that the connection broke: the handler is hung up.
  func hangUp() { try? channel.send(ToAcceptor.hangUp.encode()) }
}

extension AcceptorLine.HandlerAnswer {
  /// Why there is no handler, for the closing record.
  var reason: String {
    switch self {
    case .started: "started"
    case .refused(.missing, _): "there is no such handler"
    case .refused(.failed, let code): "the handler could not be started: \(SystemError.text(code))"
    case .refused(.handlerFull, _): "the handler's MaxSessions= is reached"
    case .refused(.peerFull, _): "the rule's sessions= is reached for this peer's key"
    case .refused(.peerTooFast, _): "the rule's rate= is used up for this peer's key"
    case .refused(.draining, _): "the node is ending"
    }
  }
}

extension EndReason {
  /// For the closing record.
  var text: String {
    switch self {
    case .draining: "the node is ending"
    }
  }
}
