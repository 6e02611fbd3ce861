import CPIM
import Conversations
import Journal
import Processes
import SIP
import SafeText

/// What becomes of our requests.
extension Engine {
  /// The longest reason that is kept, in Characters.
  static let maximumReason = 200

  /// Heeds a response. One that belongs to nothing is dropped.
  mutating func settle(_ response: Response) {
    guard let transaction = outstanding, response.transaction == transaction.id, response.status.isFinal else { return }
    outstanding = nil
    // Late is better than never.
    isMute = false
    let isTaken = response.status.statusClass == .success
    switch transaction.purpose {
    case .file(let name, let form): settle(name, form, response)
    case .receipt: if response.status == .unsupportedMediaType { receipts.clear() }
    case .capabilities: typing.learn(peerTakes: isTaken && Engine.accepts(response, Composing.mediaType))
    case .composing: if !isTaken { typing.learn(peerTakes: false) }
    }
  }

  private mutating func settle(_ name: String, _ form: ClientTransaction.Form, _ response: Response) {
    let now = Clock.monotonic
    if response.status.statusClass == .success {
      outbox.accept(name, form)
      return finish(name, form)
    }
    if response.status == .unsupportedMediaType, form == .whole {
      // It goes once more, as text alone, before anything else does.
      takesWholeMessages = false
      return
    }
    let reason = SafeText.of("\(response.status.code) \(response.reason)", .line.atMost(Engine.maximumReason))
    guard Engine.isTemporary(response.status) else { return fail(name, reason, form) }
    diary.write(.notice, "a message has to wait: \(reason)")
    let seconds = response.retryAfter.map(UInt64.init)
    outbox.pause(seconds: response.status == .loopDetected ? Outbox.mergedWait : seconds, now: now)
  }

  /// Moves a file that the peer has taken, or lets it go.
  mutating func finish(_ name: String, _ form: ClientTransaction.Form) {
    do throws(SystemError) {
      if form == .notification { try conversation.discard(name) } else { try conversation.markSent(name) }
      outbox.remove(name)
    } catch {
      diary.write(.error, "\(error)")
      outbox.pause(seconds: nil, now: Clock.monotonic)
    }
  }

  /// Moves a file that the peer will not take.
  mutating func fail(_ name: String, _ reason: String, _ form: ClientTransaction.Form = .whole) {
    diary.write(.warning, "a message is not sent: \(reason)")
    if form == .notification { return discard(name) }
    do throws(SystemError) {
      try conversation.markFailed(name, reason: reason)
      outbox.remove(name)
    } catch {
      diary.write(.error, "\(error)")
      outbox.pass(over: name)
    }
  }

  /// The same for what cannot be read: what is kept of it is the reason.
  mutating func failUnread(_ name: String, _ reason: String) {
    var message = CPIMMessage.text("")
    message[own: "Failure"] = String(reason.prefix(CPIMLimits.ownValueBytes / 4))
    do throws(SystemError) {
      try conversation.markFailed(name, message: message.encode())
      outbox.remove(name)
    } catch {
      diary.write(.error, "\(error)")
      outbox.pass(over: name)
    }
  }

  /// Takes a notification away that cannot go.
  mutating func discard(_ name: String) {
    do throws(SystemError) {
      try conversation.discard(name)
      outbox.remove(name)
    } catch {
      diary.write(.error, "\(error)")
      outbox.pass(over: name)
    }
  }

  /// Whether the same request may succeed later (RFC 3261 §21).
  private static func isTemporary(_ status: Status) -> Bool {
    [408, 480, 482, 486, 500, 503, 504, 580, 600].contains(status.code)
  }

  private static func accepts(_ response: Response, _ type: String) -> Bool {
    let values = (try? response.fields.values(.accept)) ?? []
    return values.contains { (try? MediaType(parsing: $0))?.name == type }
  }
}
