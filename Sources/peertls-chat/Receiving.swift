import CPIM
import Conversations
import Journal
import Processes
import SIP

/// What becomes of the peer's requests.
extension Engine {
  /// Serves a request and answers it, once.
  mutating func serve(_ request: Request) {
    guard request.isAnswered else { return }
    let received: ReceivedRequest
    do throws(Refusal) { received = try answers.read(request, isOurs: call.owner.isMeant(by:)) } catch {
      return refuse(request, error)
    }
    switch transactions.meet(received, now: Clock.monotonic) {
    case .retransmission(let answer): return wire.send(answer)
    case .merged: return refuse(request, Refusal(.loopDetected))
    case .new: break
    }
    var fields: [HeaderField] = []
    do throws(Refusal) {
      try admit(received)
      if request.method == "OPTIONS" { fields = answers.capabilities.fields } else { try take(received) }
    } catch {
      return refuse(request, error, of: received)
    }
    answer(.ok, to: received, fields: fields, wasServed: true)
  }

  /// Who may ask, and for whom: no dialogs, no other's name, no other's messages.
  private func admit(_ received: ReceivedRequest) throws(Refusal) {
    guard received.to.tag == nil else { throw Refusal(.noSuchTransaction) }
    guard call.owner.isMeant(by: received.to.uri) else { throw Refusal(.notFound) }
    guard call.peer.isMeant(by: received.from.uri) else {
      throw refusal(.forbidden, "From Is Not an Identity of the Certificate")
    }
  }

  private mutating func refuse(_ request: Request, _ refusal: Refusal, of received: ReceivedRequest? = nil) {
    let priority: Priority = refusal.status == .serverInternalError ? .warning : .notice
    diary.write(priority, "\(request.method) refused: \(refusal.status.code) \(refusal.reason)")
    if let received {
      answer(refusal.status, to: received, reason: refusal.reason, fields: refusal.fields, wasServed: false)
    } else if let answer = answers.encode(refusal.status, to: request, reason: refusal.reason, fields: refusal.fields) {
      wire.send(answer)
    }
  }

  private mutating func answer(
    _ status: Status, to received: ReceivedRequest, reason: String? = nil, fields: [HeaderField], wasServed: Bool
  ) {
    guard let answer = answers.encode(status, to: received.request, reason: reason, fields: fields) else { return }
    wire.send(answer)
    transactions.keep(answer, to: received, wasServed: wasServed, now: Clock.monotonic)
  }

  /// Takes what a MESSAGE brings. When it returns, that is durable.
  private mutating func take(_ received: ReceivedRequest) throws(Refusal) {
    switch try content(of: received) {
    case .message(let message): try keep(message, of: received)
    case .notification(let notification): note(notification)
    case .composing(let composing): note(composing)
    }
  }

  private mutating func keep(_ message: CPIMMessage, of received: ReceivedRequest) throws(Refusal) {
    var kept = message.removingOwnHeaders()
    kept[own: "Received"] = Timestamp(microseconds: Int64(clamping: Clock.unixMicroseconds)).description
    kept[own: "Verified"] = call.verified
    kept[own: "Key"] = call.peer.key
    kept[own: "Name"] = call.peer.name.isEmpty ? nil : call.peer.name
    let hash = MessageHash.of(
      callID: received.callID, sequence: received.cSeq.number, fromTag: received.from.tag ?? "")
    guard case .stored = try store(kept.encode(), hash) else { return }
    setTyping(until: nil)
    guard options.sendsReceipts, !message.isNotification, let id = message.messageID,
      message.requestedNotifications.contains(.positiveDelivery)
    else { return }
    let now = Timestamp(microseconds: Int64(clamping: Clock.unixMicroseconds))
    receipts.add(
      DispositionNotification(messageID: id, dateTime: message.dateTime ?? now, disposition: .delivered))
  }

  /// Stores a message; that waits a little where another connection of the peer is storing too.
  private mutating func store(_ bytes: [UInt8], _ hash: [UInt8]) throws(Refusal) -> Stored {
    do throws(StoringFailure) { return try conversation.store(bytes, hash: hash) } catch { throw refusal(error) }
  }

  /// What the peer is told when a message cannot be stored.
  private mutating func refusal(_ failure: StoringFailure) -> Refusal {
    switch failure {
    case .peerQuota: return refusal(.temporarilyUnavailable, "Mailbox Full", retryAfter: 3600)
    case .totalQuota: return refusal(.temporarilyUnavailable, "Storage Full", retryAfter: 3600)
    case .noSpace: return refusal(.serverInternalError, "No Space Left", retryAfter: 60)
    case .busy: return refusal(.serverInternalError, "Busy", retryAfter: 1)
    case .other(let error):
      diary.write(.error, "\(error)")
      return refusal(.serverInternalError, "Cannot Store", retryAfter: 60)
    }
  }

  private mutating func note(_ notification: DispositionNotification) {
    do throws(SystemError) {
      _ = try conversation.markDisposition(notification.messageID, notification.disposition)
    } catch {
      diary.write(.warning, "\(error)")
    }
  }

  private mutating func note(_ composing: Composing) {
    setTyping(until: composing.state == .active ? Clock.unixSeconds + Int64(composing.refresh) : nil)
  }

  /// Notes until when the peer is writing; nil: it is not.
  mutating func setTyping(until: Int64?) {
    guard options.knowsTyping, until != nil || peerIsTyping else { return }
    peerIsTyping = until != nil
    // It is not worth more than this try.
    try? conversation.setTyping(until: until)
  }
}
