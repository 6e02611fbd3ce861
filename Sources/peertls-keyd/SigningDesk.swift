import Glibc
import Handoff
import Processes

/// The loop: the acceptor brings sessions' lines, and over each comes what is to be signed.
///
/// A session may have been taken over. Whatever it sends it can have signed but so many contents of two forms; a line that
/// brings anything else is heard no more, and the acceptor is told.
///
/// Whom the acceptor prefers comes first. Of the others one is served at a time, in turn, and what that took is told.
struct SigningDesk: ~Copyable {
  /// A session's line.
  private final class Line {
    let channel: Channel
    /// Signatures that it may still have.
    var signatures: UInt16
    var isPreferred = false
    /// Refusals for want of them: one tells an honest session all.
    var refusals = 0
    /// What came with a message that is none of ours, kept until the session is gone: till then it could have our
    /// close(2) wait (SO_LINGER).
    var confiscated = Passed()

    init(_ descriptor: consuming Descriptor, signatures: UInt16) {
      channel = Channel(adopting: descriptor)
      self.signatures = signatures
    }
  }

  /// The acceptor's token, and that of all lines that nobody prefers; those of lines are their numbers, which begin above.
  private static let acceptorsToken: UInt64 = 0
  private static let othersToken: UInt64 = 1
  private static let maximumRefusals = 4

  private let acceptor: Channel
  private let allowsTLS12: Bool
  private let capacity: Int
  private var poller: Poller
  private var others: Poller
  private var lines: [UInt64: Line] = [:]
  private var isOver = false
  /// Why the key does not sign any more.
  private var fault: (any Error)?

  init(_ orders: Orders) throws(SystemError) {
    let channel = Channel(adopting: Descriptor(adopting: SignerDescriptor.acceptor))
    let watching = try Poller()
    try watching.add(channel.descriptor.number, token: SigningDesk.acceptorsToken)
    let watchingOthers = try Poller(batch: 1)
    try watching.add(watchingOthers, token: SigningDesk.othersToken)
    (allowsTLS12, capacity) = (orders.allowsTLS12, orders.lines)
    acceptor = channel
    poller = watching
    others = watchingOthers
    lines.reserveCapacity(capacity)
  }

  /// Says that the key is there, and signs until the acceptor closes its channel. Throws when the key does not sign: a
  /// token that is gone may be there again for the next process.
  mutating func serve(_ key: borrowing NodeKey) throws {
    tell(.ready(microseconds: UInt32(clamping: try key.timeOfASignature())))
    while !isOver {
      var tokens: [UInt64] = []
      try poller.wait(milliseconds: -1) { tokens.append($0) }
      if tokens.contains(SigningDesk.acceptorsToken) { try hearAcceptor() }
      for token in tokens where token > SigningDesk.othersToken { try serve(token, key) }
      if tokens.contains(SigningDesk.othersToken) {
        var next: UInt64?
        try others.wait(milliseconds: 0) { next = $0 }
        if let next { try serve(next, key) }
      }
    }
  }

  /// Hears one line, and then the acceptor: where a signature takes long, that is not kept waiting for many.
  private mutating func serve(_ id: UInt64, _ key: borrowing NodeKey) throws {
    hear(id, key)
    if let fault { throw fault }
    try hearAcceptor()
  }

  private mutating func hearAcceptor() throws(SystemError) {
    while true {
      switch try acceptor.receive() {
      case .wouldBlock: return
      case .ended:
        isOver = true
        return
      // There was no descriptor left for a line: that session gets no signature.
      case .damaged: continue
      case .message(let bytes, var passed):
        guard let message = try? ToSigner(decoding: bytes, descriptors: passed.count) else { continue }
        heed(message, &passed)
      }
    }
  }

  private mutating func heed(_ message: ToSigner, _ passed: inout Passed) {
    switch message {
    case .ping: tell(.pong)
    case .gone(let id): if let line = lines[id] { drain(id, line) }
    case .prefer(let id): prefer(id)
    case .line(let id, let signatures):
      guard lines.count < capacity, let descriptor = passed.take(0) else { return }
      let number = descriptor.number
      lines[id] = Line(descriptor, signatures: signatures)
      do throws(SystemError) { try others.add(number, token: id) } catch { lines[id] = nil }
    }
  }

  private mutating func prefer(_ id: UInt64) {
    guard let line = lines[id], !line.isPreferred else { return }
    unwatch(line)
    line.isPreferred = true
    do throws(SystemError) { try poller.add(line.channel.descriptor.number, token: id) } catch { lines[id] = nil }
  }

  /// Takes one request of a line, so that none keeps the others waiting.
  private mutating func hear(_ id: UInt64, _ key: borrowing NodeKey) {
    guard let line = lines[id] else { return }
    // Who does not wait any more is not worth a signature.
    guard !line.channel.otherEndIsGone else { return drain(id, line) }
    guard let received = try? line.channel.receive() else { return forget(id) }
    switch consume received {
    case .wouldBlock: return
    case .ended: forget(id)
    case .damaged(_, let passed): turnAway(id, line, .tooLong, passed)
    case .message(let bytes, let passed):
      do throws(MalformedMessage) {
        let request = try SignRequest(decoding: bytes, descriptors: passed.count)
        answer(request, id, line, key)
      } catch {
        turnAway(id, line, error, passed)
      }
    }
  }

  private mutating func answer(_ request: SignRequest, _ id: UInt64, _ line: Line, _ key: borrowing NodeKey) {
    let answer: SignAnswer
    var time: UInt64 = 0
    if line.signatures > 0 {
      line.signatures -= 1
      do {
        let began = key.clock
        let signature = try key.sign(request, allowsTLS12: allowsTLS12)
        answer = signature.map { .signature($0) } ?? .refused(.unfit)
        time = key.clock - began
      } catch {
        fault = error
        answer = .refused(.failed)
      }
    } else {
      line.refusals += 1
      guard line.refusals <= SigningDesk.maximumRefusals else { return turnAway(id, line, .tooLong, Passed()) }
      answer = .refused(.spent)
    }
    // Who does not read what it has asked for is none of ours, or gone.
    do throws(SystemError) { try line.channel.send(answer.encode()) } catch { forget(id) }
    if time > 0 && !line.isPreferred { tell(.signed(id, microseconds: UInt32(clamping: time))) }
  }

  /// Hears nothing more from a line.
  private mutating func turnAway(_ id: UInt64, _ line: Line, _ fault: MalformedMessage, _ passed: consuming Passed) {
    line.confiscated.add(passed)
    unwatch(line)
    tell(.misbehaved(id, fault))
  }

  /// Forgets a line, and takes what lies in it first: closed with the line, a socket in there could have us wait (SO_LINGER).
  private mutating func drain(_ id: UInt64, _ line: Line) {
    while let received = try? line.channel.receive() {
      switch consume received {
      case .message: continue
      case .damaged: continue
      case .wouldBlock: return forget(id)
      case .ended: return forget(id)
      }
    }
    forget(id)
  }

  private func unwatch(_ line: Line) {
    let number = line.channel.descriptor.number
    if line.isPreferred { poller.remove(number) } else { others.remove(number) }
  }

  private mutating func forget(_ id: UInt64) { lines[id] = nil }

  /// Says something to the acceptor.
  func tell(_ message: FromSigner) { try? acceptor.send(message.encode()) }
}
