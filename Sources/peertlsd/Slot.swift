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
  enum Step {
    /// The handler was asked to go.
    case killHandler
    /// The session has closed its channel and should be gone.
    case killSession
    /// The session should have said something: it hangs, or was taken over.
    case giveUp
    /// The session was told to end by its owner and has not.
    case endSession
    /// The session is to be asked whether it is there.
    case ask
  }

  /// Where it stands in the table.
  let index: Int
  var phase = Phase.free
  var channel: Channel?
  /// The session's process, 0 when it has been reaped.
  var session: pid_t = 0
  /// The handler's process, 0 when there is none.
  var handler: pid_t = 0
  /// The writing end of the handler's descriptor 0, kept so that it sees no end before it was told why. Until there is
  /// a handler, a descriptor that keeps its place: who has a session gets a handler, too.
  var handlerInput: Descriptor?
  var since: UInt64 = 0
  /// How long the acceptor was held up by its start: nobody else was answered meanwhile.
  var startMicroseconds: UInt64 = 0
  var deadline = UInt64.max
  var step = Step.killSession

  /// The session's number, unique on this node.
  var number: UInt64 = 0
  var peer = SocketAddress()
  var local = SocketAddress()
  /// What it holds a share of, to be given back.
  var source: SocketAddress?
  var client: Client?
  var service: String?
  /// `ExemptSources=` has its source.
  var isExempt = false
  /// What it was charged of the processor time for unknown sources: while it has an unknown source and nobody was let in
  /// by it; else nil.
  var charged: UInt64?
  /// How long its signatures took that it had as a stranger, in microseconds.
  var signing: UInt64 = 0
  /// SHA-256 of the key of the peer that was let in, and the line of the rule that did; empty and 0 without.
  var peerKey: [UInt8] = []
  var line: UInt32 = 0
  /// Its owner has it end.
  var isDismissed = false
  var hasAsked = false
  var hasHungUp = false
  /// It has said how many records it could not log.
  var hasConfessed = false
  /// What was passed by a session that cannot be trusted: closed when it is gone, for till then it could have our
  /// close(2) wait (SO_LINGER).
  private var confiscated = Passed()
  /// Killed or crashed, so that it wrote no closing record.
  var wasCutShort = false
  /// The handler's wait(2) status.
  var handlerStatus: Int32?
  /// Who signs its handshakes; nil when there are no more to come.
  var signer: Signer?
  /// The number of its first line to that: later ones have greater numbers.
  var firstLine: UInt64 = 0
  /// That of its last, unless that is forgotten.
  var lastLine: UInt64?
  /// Judgements that it was asked for and has not told of.
  var judgements = 0
  /// How often it was asked whether it is there, and has not answered.
  var questions = 0
  /// It has said that its peer has finished.
  var inputHasEnded = false
  /// It has, or had, a handler.
  var hadHandler: Bool { handler > 0 || handlerStatus != nil }
  /// Its lines that have brought something that must not be closed before the session is gone.
  var brokenLines: [(signer: Signer, line: UInt64)] = []
  /// What data ports it has been given; nil while it may have none.
  var dataPorts: DataPorts?
  /// What both processes have used.
  var cpuMicroseconds: UInt64 = 0

  init(index: Int) { self.index = index }

  /// PEERTLS_SESSION.
  var name: String { Assignment.name(ofSession: number) }

  /// Kills what is left of both processes; the handler first, so that it takes no dying session for the peer's end.
  func kill() {
    if handler > 0 { Children.signal(handler, SIGKILL) }
    if session > 0 { Children.signal(session, SIGKILL) }
  }

  /// Keeps what a session passed until it is gone.
  func confiscate(_ passed: consuming Passed) { confiscated.add(passed) }

  /// Forgets everything.
  func clear() {
    phase = .free
    channel = nil
    handlerInput = nil
    confiscated = Passed()
    (session, handler, deadline, number, peer) = (0, 0, .max, 0, SocketAddress())
    (source, client, service, handlerStatus) = (nil, nil, nil, nil)
    hasConfessed = false
    (hasAsked, hasHungUp, wasCutShort, cpuMicroseconds) = (false, false, false, 0)
    isDismissed = false
    (local, dataPorts, isExempt, charged, peerKey, line) = (SocketAddress(), nil, false, nil, [], 0)
    (signer, firstLine, lastLine, brokenLines, signing) = (nil, 0, nil, [], 0)
    (judgements, questions, inputHasEnded) = (0, 0, false)
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
