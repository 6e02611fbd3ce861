import Glibc
import Handoff
import Processes

/// The loop: the acceptor brings sessions' lines, and over each comes what is to be signed.
///
/// A session may have been taken over. Whatever it sends it can have signed but so many contents of two forms; a line that
/// brings anything else is heard no more, and the acceptor is told.
struct SigningDesk: ~Copyable {
  /// A session's line.
  private final class Line {
    let channel: Channel
    /// Signatures that it may still have.
    var signatures: UInt16
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

  /// The acceptor's token; those of lines are their numbers, which begin above it.
  private static let acceptorsToken: UInt64 = 0
  private static let maximumRefusals = 4

  private let acceptor: Channel
  private let allowsTLS12: Bool
  private let capacity: Int
  private var poller: Poller
  private var lines: [UInt64: Line] = [:]
  private var isOver = false
  /// Why the key does not sign any more.
  private var fault: (any Error)?

  init(_ orders: Orders) throws(SystemError) {
    let channel = Channel(adopting: Descriptor(adopting: SignerDescriptor.acceptor))
    let watching = try Poller()
    try watching.add(channel.descriptor.number, token: SigningDesk.acceptorsToken)
    (allowsTLS12, capacity) = (orders.allowsTLS12, orders.lines)
    acceptor = channel
    poller = watching
    lines.reserveCapacity(capacity)
  }

  /// Says that the key is there, and signs until the acceptor closes its channel. Throws when the key does not sign: a
  /// token that is gone may be there again for the next process.
  mutating func serve(_ key: borrowing NodeKey) throws {
    tell(.ready)
    while !isOver {
      var tokens: [UInt64] = []
      try poller.wait(milliseconds: -1) { tokens.append($0) }
      for token in tokens where token != SigningDesk.acceptorsToken {
        hear(token, key)
        if let fault { throw fault }
        // Where a signature takes long, the acceptor is not kept waiting for many.
        try hearAcceptor()
      }
      if tokens.contains(SigningDesk.acceptorsToken) { try hearAcceptor() }
    }
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
    case .gone(let id): forget(id)
    case .line(let id, let signatures):
      guard lines.count < capacity, let descriptor = passed.take(0) else { return }
      let number = descriptor.number
      lines[id] = Line(descriptor, signatures: signatures)
      do throws(SystemError) { try poller.add(number, token: id) } catch { lines[id] = nil }
    }
  }

  /// Takes one request of a line, so that none keeps the others waiting.
  private mutating func hear(_ id: UInt64, _ key: borrowing NodeKey) {
    guard let line = lines[id] else { return }
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
    if line.signatures > 0 {
      line.signatures -= 1
      do {
        let signature = try key.sign(request, allowsTLS12: allowsTLS12)
        answer = signature.map { .signature($0) } ?? .refused(.unfit)
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
  }

  /// Hears nothing more from a line.
  private mutating func turnAway(_ id: UInt64, _ line: Line, _ fault: MalformedMessage, _ passed: consuming Passed) {
    line.confiscated.add(passed)
    poller.remove(line.channel.descriptor.number)
    tell(.misbehaved(id, fault))
  }

  private mutating func forget(_ id: UInt64) { lines[id] = nil }

  /// Says something to the acceptor.
  func tell(_ message: FromSigner) { try? acceptor.send(message.encode()) }
}
