import Handoff
import Processes
import TLS

/// The line to peertls-keyd, over which this session has its handshakes signed: it has no key.
final class SigningLine: HandshakeSigner {
  /// How long a signature for a data connection may take, in microseconds: everything else waits meanwhile.
  private static let patience: UInt64 = 5_000_000

  private var channel: Channel?
  private var failure: String?
  /// Whether a signature could not be had for a reason that is not the peer's.
  private(set) var isAtFault = false
  /// When the signature for the connection must be there, on the monotonic clock.
  private var deadline: UInt64?

  init(_ descriptor: consuming Descriptor) { channel = .some(Channel(adopting: descriptor)) }

  /// A handshake begins that must be done by then.
  func expect(by deadline: UInt64) { self.deadline = deadline }

  /// Another line, for data connections.
  func replace(_ descriptor: consuming Descriptor) {
    channel = .some(Channel(adopting: descriptor))
    deadline = nil
  }

  /// Nothing is to be signed any more: peertls-keyd can forget this session.
  func close() { channel = nil }

  func takeFailure() -> String? {
    defer { failure = nil }
    return failure
  }

  func sign(_ bytes: [UInt8], scheme: UInt16) -> [UInt8]? {
    failure = nil
    guard let content = SignedContent(bytes), let scheme = SignatureScheme(rawValue: scheme) else {
      return fail("the handshake wants a signature that peertls-keyd does not give")
    }
    switch ask(SignRequest(content, scheme: scheme)) {
    case .signature(let signature): return signature
    case .refused(.spent): return fail("peertls-keyd signs no more for this session")
    case .refused(.unfit): return fail("peertls-keyd does not sign so with the node's key")
    case .refused(.failed):
      isAtFault = true
      return fail("the node's key does not sign; see what peertls-keyd has to say")
    case nil: return nil
    }
  }

  private func ask(_ request: SignRequest) -> SignAnswer? {
    let end = deadline ?? Clock.monotonic + SigningLine.patience
    do throws(SystemError) { try channel?.send(request.encode()) } catch { return lose("has gone") }
    while let number = channel?.descriptor.number {
      switch receive() {
      case .answer(let answer): return answer
      case .nothing: break
      case .ended: return lose("has gone")
      }
      let now = Clock.monotonic
      // What came later would be taken for the answer to something else.
      guard now < end else { return lose("does not answer") }
      var list = WaitingList()
      list.add(number, .read)
      list.wait(milliseconds: Int((end - now) / 1000) + 1)
    }
    return lose("has gone")
  }

  private enum Heard {
    case answer(SignAnswer)
    case nothing, ended
  }

  private func receive() -> Heard {
    guard let received = try? channel?.receive() else { return .ended }
    switch consume received {
    case .message(let bytes, let passed):
      guard let answer = try? SignAnswer(decoding: bytes, descriptors: passed.count) else { return .ended }
      return .answer(answer)
    case .wouldBlock: return .nothing
    case .damaged: return .ended
    case .ended: return .ended
    }
  }

  private func lose(_ what: String) -> SignAnswer? {
    channel = nil
    isAtFault = true
    failure = "peertls-keyd \(what), so nobody signs"
    return nil
  }

  private func fail(_ reason: String) -> [UInt8]? {
    failure = reason
    return nil
  }
}
