import FTP
import FileStore
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
    switch outgoing?.step() {
    case .moved: return true
    case nil, .blocked: return false
    case .finished:
      port.finish(bytes: outgoing?.bytes ?? 0)
      outgoing?.close()
    case .readerGone: outgoing?.close()
    case .failed(let code):
      // Before the pipe ends, or what was read so far could pass for the whole.
      port.close()
      let name = outgoing?.name ?? ""
      outgoing = nil
      diary.write(.error, "cannot read \(name): \(SystemError.text(code))")
      say(StoreError.other(code).reply(name))
    }
    return false
  }

  private mutating func finishSending(_ end: DataEnd, _ bytes: UInt64) {
    guard let sent = outgoing.take() else { return }
    guard end == .complete, bytes == sent.bytes else { return say(Engine.failure(of: end)) }
    if sent.isFile { diary.write(.info, "sent \(sent.name), \(bytes) bytes") }
    say(Reply(226, "Sent \(bytes) bytes."))
  }

  /// Moves a step of what comes in; whether there is more.
  mutating func moveIncoming() -> Bool {
    switch incoming?.step() {
    case .moved: return true
    case nil, .blocked: return false
    case .ended(.complete): finishReceiving()
    case .ended(let end):
      guard let received = incoming.take() else { return false }
      diary.write(.notice, "\(received.name) is cut short after \(received.length) bytes")
      received.keep()
      say(Engine.failure(of: end))
    case .failed(let error):
      port.close()
      let name = incoming?.name ?? ""
      incoming = nil
      refuse(name, error)
    }
    return false
  }

  /// 226 only when it is on the disk.
  private mutating func finishReceiving() {
    guard let received = incoming.take() else { return }
    let (name, length) = (received.name, received.length)
    do throws(StoreError) {
      try received.commit()
      diary.write(.info, "received \(name), \(length) bytes")
      say(Reply(226, "Stored; it has \(length) bytes."))
    } catch {
      refuse(name, error)
    }
  }

  private mutating func refuse(_ name: String, _ error: StoreError) {
    let reply = error.reply(name)
    diary.write(.warning, "not stored: \(reply.text)")
    say(reply)
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
    incoming.take()?.keep()
    (outgoing, hashing) = (nil, nil)
    say(Reply(426, "Ended as you wish."))
  }

  /// ABOR, when it has its turn: whatever it is about has ended by now.
  mutating func abortReply() -> Reply {
    defer { wasAborted = false }
    return port.close() || wasAborted ? Reply(226, "Closed.") : Reply(225, "There is nothing to end.")
  }

  /// STAT while something is under way.
  var progress: String? {
    if outgoing != nil {
      return "Sending \(outgoing?.name ?? ""): \(outgoing?.bytes ?? 0) bytes have gone."
    }
    if incoming != nil { return "Receiving \(incoming?.name ?? ""): \(incoming?.bytes ?? 0) bytes have come." }
    if hashing != nil { return "Reading \(hashing?.path.text ?? "")." }
    return nil
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
