import FTP
import FileStore
import Glibc
import Handoff
import Journal
import Processes

/// What is under way, step by step to its reply.
extension Engine {
  /// What the session tells.
  mutating func heed(_ event: DataPort.Event) {
    switch event {
    case .listening(let number): say(.extendedPassive(port: number))
    case .refused(EOPNOTSUPP): say(Reply(502, "There are no data connections here."))
    case .refused(let code): say(Reply(425, "There is no data port: \(SystemError.text(code))."))
    case .ended(let end, let bytes):
      if outgoing != nil { finishSending(end, bytes) } else { incoming?.end(end, bytes: bytes) }
    }
  }

  /// Moves a step of what goes out; whether there is more.
  mutating func moveOutgoing() -> Bool {
    guard let outgoing else { return false }
    switch outgoing.step() {
    case .moved: return true
    case .blocked: return false
    case .finished:
      port.finish(bytes: outgoing.bytes)
      outgoing.close()
    case .readerGone: outgoing.close()
    case .failed(let code):
      port.close()
      self.outgoing = nil
      say(refusal(outgoing.name, .other(code)))
    }
    return false
  }

  private mutating func finishSending(_ end: DataEnd, _ bytes: UInt64) {
    guard let sent = outgoing else { return }
    outgoing = nil
    guard end == .complete, bytes == sent.bytes else { return say(Engine.failure(of: end)) }
    if sent.isFile { diary.write(.info, "sent \(sent.name), \(bytes) bytes") }
    say(Reply(226, "Sent \(bytes) bytes."))
  }

  /// Moves a step of what comes in; whether there is more.
  mutating func moveIncoming() -> Bool {
    guard let incoming else { return false }
    let progress = incoming.step()
    switch progress {
    case .moved: return true
    case .blocked: return false
    case .ended(.complete): say(finish(incoming))
    case .ended(let end):
      diary.write(.notice, "\(incoming.name) is cut short after \(incoming.length) bytes")
      say(Engine.failure(of: end))
    case .failed(let error):
      port.close()
      say(refusal(incoming.name, error))
    }
    self.incoming = nil
    return false
  }

  /// 226 only when it is on the disk.
  private mutating func finish(_ received: Incoming) -> Reply {
    let length = received.length
    do throws(StoreError) { try received.commit() } catch { return refusal(received.name, error) }
    diary.write(.info, "received \(received.name), \(length) bytes")
    return Reply(226, "Stored; it has \(length) bytes.")
  }

  /// Hashes a piece; whether there is more.
  mutating func moveHashing() -> Bool {
    guard hashing != nil else { return false }
    guard let reply = hashing?.step() else { return true }
    hashing = nil
    say(reply)
    return false
  }

  /// Ends what is under way; what has come of an upload is kept.
  mutating func abort() {
    port.close()
    (outgoing, incoming, hashing) = (nil, nil, nil)
    say(Reply(426, "Ended as you wish."))
  }

  /// ABOR, when it has its turn: whatever it is about has ended by now.
  mutating func abortReply() -> Reply {
    defer { wasAborted = false }
    return port.close() || wasAborted ? Reply(226, "Closed.") : Reply(225, "There is nothing to end.")
  }

  /// STAT while something is under way.
  var progress: String? {
    if let outgoing { return "Sending \(outgoing.name): \(outgoing.bytes) bytes have gone." }
    if let incoming { return "Receiving \(incoming.name): \(incoming.bytes) bytes have come." }
    return hashing.map { "Reading \($0.path.text)." }
  }

  private static func failure(of end: DataEnd) -> Reply {
    switch end {
    case .complete, .broken: Reply(426, "The data connection broke.")
    case .truncated: Reply(426, "The data connection ended without close_notify: it may be cut short.")
    case .nobodyCame: Reply(425, "Nobody came to the data port.")
    case .pipeFailed: Reply(451, "The data could not be passed on.")
    }
  }
}
