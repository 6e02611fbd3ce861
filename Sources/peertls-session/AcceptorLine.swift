import Glibc
import Handoff
import Processes

/// The line to the acceptor: what this session may ask for, and what it is told.
struct AcceptorLine: ~Copyable {
  /// How long a handler may take to start.
  private static let patience = 10_000

  private let channel: Channel
  private let doorkeeper: Doorkeeper
  /// Whether the acceptor is there.
  private(set) var open = true
  private var answer: HandlerAnswer?
  private var pipes: HandlerPipes?
  private var control: Channel?
  private var dataPort: DataPortAnswer?
  /// Why this session must end, if it must.
  private(set) var mustEnd: Dismissal?
  /// The policy has changed and the peer was not judged again yet.
  private(set) var mustJudgeAgain = false
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
    if open && !list.result(channel.descriptor.number).isEmpty { catchUp() }
  }

  /// Heeds all that the acceptor has said by now.
  mutating func catchUp() {
    while open {
      guard let message = try? channel.receive() else { return hangUpByAcceptor() }
      switch consume message {
      case .wouldBlock: return
      case .ended: return hangUpByAcceptor()
      case .damaged: return hangUpByAcceptor()
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
      if !doorkeeper.replacePolicy(passed.take(0)) { mustEnd = .policyUnreadable }
      mustJudgeAgain = true
    case .handlerStarted(let pid, let hasControl):
      answer = .started(pid: pid)
      pipes = HandlerPipes(&passed)
      if hasControl, let channel = passed.take(2) { control = .some(Channel(adopting: channel)) }
    case .handlerRefused(let refusal, let code): answer = .refused(refusal, code: code)
    case .handlerExited(let status, let cpu): handlerExit = (status, cpu)
    case .end(.draining, _): mustEnd = .draining
    case .end(.owner, let words): mustEnd = .owner(words)
    case .dataPort: dataPort = .some(DataPortAnswer(passed.take(0), signer: passed.take(1), code: EBADMSG))
    case .noDataPort(let code): dataPort = .some(DataPortAnswer(nil, signer: nil, code: code))
    case .areYouThere: try? channel.send(ToAcceptor.here.encode())
    }
  }

  /// Without an acceptor nobody counts or ends this session: it ends itself.
  private mutating func hangUpByAcceptor() {
    open = false
    mustEnd = .acceptorIsGone
  }

  /// Whether the session may go on with its peer, which is judged again where the policy has changed.
  mutating func leave(_ judge: () -> Welcome) -> Leave {
    if let mustEnd { return .ended(mustEnd) }
    guard mustJudgeAgain else { return .granted }
    mustJudgeAgain = false
    let welcome = judge()
    try? channel.send(ToAcceptor.judged.encode())
    switch welcome {
    case .same: return .granted
    case .changed: return .changed
    case .denied: return .denied
    }
  }

  enum Leave: Equatable {
    case granted, changed, denied
    case ended(Dismissal)
  }

  /// Tells that the peer has finished: the handler may see the end of its input.
  func inputHasEnded() { try? channel.send(ToAcceptor.inputEnded.encode()) }

  /// Asks for the handler and waits for the answer.
  mutating func startHandler(_ request: HandlerRequest) -> HandlerAnswer {
    let deadline = Clock.monotonic + UInt64(AcceptorLine.patience) * 1000
    do throws(SystemError) {
      try channel.send(ToAcceptor.startHandler(request).encode())
    } catch {
      return .refused(.failed, code: error.code)
    }
    while answer == nil && open && Clock.monotonic < deadline {
      var list = WaitingList()
      enlist(in: &list)
      list.wait(milliseconds: AcceptorLine.patience)
      attend(list)
    }
    return answer ?? .refused(.draining, code: 0)
  }

  /// The pipes of a handler that has been started, once.
  mutating func takePipes() -> HandlerPipes? { pipes.take() }

  /// Our end of its control channel, once; nil where it has none.
  mutating func takeControl() -> Channel? { control.take() }

  /// Asks for a data port.
  func openDataPort() { try? channel.send(ToAcceptor.openDataPort.encode()) }

  /// The answer, once it has come.
  mutating func takeDataPort() -> DataPortAnswer? { dataPort.take() }

  /// Tells how many of this session's records could not be logged.
  func haveLost(_ records: UInt64) { try? channel.send(ToAcceptor.lost(UInt32(clamping: records)).encode()) }

  /// Tells that the connection broke: the handler is hung up.
  func hangUp() { try? channel.send(ToAcceptor.hangUp.encode()) }
}

extension AcceptorLine.HandlerAnswer {
  /// Whether no peer's doing keeps the handler away.
  var isOwnersFault: Bool {
    switch self {
    case .refused(.failed, _): true
    default: false
    }
  }

  /// Why there is no handler of this name, for the closing record.
  func reason(_ service: String) -> String {
    switch self {
    case .started: "started"
    case .refused(.missing, _): "there is no handler of that name"
    case .refused(.failed, let code):
      "the handler \(service) could not be started: \(SystemError.text(code)); "
        + "see to ExecStart= and User= in handlers/\(service).handler"
    case .refused(.handlerFull, _): "the handler's MaxSessions= is reached"
    case .refused(.peerFull, _): "the rule's sessions= is reached for this peer's key"
    case .refused(.peerTooFast, _): "the rule's rate= is used up for this peer's key"
    case .refused(.draining, _): "the node is ending"
    }
  }
}

/// What the acceptor says to the wish for a data port.
struct DataPortAnswer: ~Copyable {
  private let socket: Descriptor?
  private let signer: Descriptor?
  private let code: Int32

  init(_ socket: consuming Descriptor?, signer: consuming Descriptor?, code: Int32) {
    self.socket = socket
    self.signer = signer
    self.code = code
  }

  /// The listening socket, or the errno why there is none. The line for the handshakes there goes to `line`.
  consuming func listener(signingBy line: SigningLine) throws(SystemError) -> Descriptor {
    guard let socket, let signer else { throw SystemError("open a data port", code: code) }
    line.replace(signer)
    return socket
  }
}

/// Why a session must end although its peer would go on.
enum Dismissal: Equatable {
  /// The node stops and the time to finish is over.
  case draining
  /// The owner has said so, with these words or none.
  case owner(String)
  /// Nobody counts this session any more.
  case acceptorIsGone
  /// The new policy cannot be read, and the old one is no longer in force.
  case policyUnreadable

  /// For the closing record.
  var text: String {
    switch self {
    case .draining: "the node is ending"
    case .owner(let words): "ended by the owner" + (words.isEmpty ? "" : ": " + words)
    case .acceptorIsGone: "the acceptor is gone"
    case .policyUnreadable: "the new policy cannot be read"
    }
  }
}
