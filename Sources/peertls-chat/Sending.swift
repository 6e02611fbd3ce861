import CPIM
import Conversations
import Glibc
import Journal
import Processes
import SIP
import Spool

/// What is sent to the peer: one request at a time, the next when it is answered.
extension Engine {
  /// Whether anything may be sent on this connection, receipts apart.
  var canSend: Bool { live != nil && !isMute }

  /// Whether nothing of what there is can go now.
  func hasNothingToSend(now: UInt64) -> Bool {
    if isMute { return true }
    return outstanding == nil && receipts.isEmpty && (live == nil || outbox.isEmpty || outbox.resume > now)
  }

  /// Sends what is due.
  mutating func send() {
    let now = Clock.monotonic
    if keepAlive.isDue(now: now) { wire.send(Framer.ping) }
    if let outstanding, !isMute, now >= outstanding.deadline {
      isMute = true
      receipts.clear()
      diary.write(.warning, "no answer in \(options.answerTimeout) seconds: nothing more is sent on this connection")
    }
    takeLive(now)
    while outstanding == nil, !isMute, !wire.isFull, !streamIsLost, !wire.peerHasFinished, sendNext(now) {}
  }

  /// Takes the right to send, where another connection of this conversation does not have it.
  private mutating func takeLive(_ now: UInt64) {
    guard live == nil, !outbox.isEmpty, now >= nextTry else { return }
    nextTry = now + Engine.lockPatience
    do throws(SystemError) {
      live = try conversation.takeLive(session: call.session)
      cannotClaim = false
      if live == nil, try conversation.names(in: .out).isEmpty { outbox.fill([]) } else { outbox.look() }
    } catch {
      cannotClaim = true
      diary.write(.error, "\(error)")
    }
  }

  /// Sends the next request; false where there is none.
  private mutating func sendNext(_ now: UInt64) -> Bool {
    if let receipt = receipts.next() {
      send(receipt)
      return true
    }
    guard canSend else { return false }
    if let name = nextFile(now) {
      send(name, now)
      return true
    }
    switch typing.step(now: now) {
    case .ask: send("OPTIONS", for: .capabilities, callID: Answers.tag(), tag: Answers.tag())
    case .tellActive: tell(active: true, now)
    case .tellIdle: tell(active: false, now)
    case nil: return false
    }
    return true
  }

  private mutating func tell(active: Bool, _ now: UInt64) {
    typing.tell(active: active, now: now)
    let document = Composing(active ? .active : .idle, refresh: Typing.refresh, contentType: .text)
    send(
      "MESSAGE", for: .composing, callID: Answers.tag(), tag: Answers.tag(), type: Composing.mediaType,
      body: document.encode())
  }

  private mutating func send(_ receipt: DispositionNotification) {
    let message = CPIMMessage.notification(
      receipt, from: ownParty, to: peerParty,
      dateTime: Timestamp(microseconds: Int64(clamping: Clock.unixMicroseconds)), messageID: Answers.tag())
    send(
      "MESSAGE", for: .receipt, callID: Answers.tag(), tag: Answers.tag(), type: CPIMMessage.mediaType,
      body: message.encode())
  }

  /// The file that is to go next, if one may.
  private mutating func nextFile(_ now: UInt64) -> String? {
    guard now >= outbox.resume else { return nil }
    if outbox.first == nil && outbox.mustLook {
      do throws(SystemError) { outbox.fill(try conversation.names(in: .out)) } catch {
        diary.write(.error, "\(error)")
        outbox.pause(seconds: nil, now: now)
      }
    }
    return outbox.first
  }

  /// Sends a file, or moves it out of the way.
  private mutating func send(_ name: String, _ now: UInt64) {
    if let form = outbox.accepted[name] { return finish(name, form) }
    let bytes: [UInt8]?
    do throws(SystemError) { bytes = try conversation.read(name, in: .out) } catch {
      // What is no message's file never becomes one; anything else may pass, and the order is kept till then.
      if [EFBIG, EINVAL, ELOOP].contains(error.code) { return failUnread(name, "\(error)") }
      diary.write(.error, "\(error)")
      return outbox.pause(seconds: nil, now: now)
    }
    // Whoever put it there has taken it back.
    guard let bytes else { return outbox.remove(name) }
    var message: CPIMMessage
    do throws(CPIMError) { message = try CPIMMessage(parsing: bytes, lineEnds: .any).removingOwnHeaders() } catch {
      return fail(name, "400 \(error.message)")
    }
    message.from = ownParty
    message.to = peerParty
    message.messageID = name
    if message.dateTime == nil, let time = UniqueName.time(name) {
      message.dateTime = Timestamp(microseconds: Int64(clamping: time))
    }
    let whole: ClientTransaction.Form = message.isNotification ? .notification : .whole
    let isSent =
      if takesWholeMessages {
        send(name, whole, type: CPIMMessage.mediaType, body: message.encode())
      } else if let text = message.text, !message.isNotification {
        send(name, .textAlone, type: "text/plain;charset=utf-8", body: Array(text.utf8))
      } else {
        false
      }
    if isSent { return typing.send() }
    fail(
      name, takesWholeMessages ? "413 \(Status.requestEntityTooLarge.reason)" : "415 the peer takes text alone", whole)
  }

  /// The name is what the peer knows a message by that comes again, whatever became of the connection before.
  private mutating func send(_ name: String, _ form: ClientTransaction.Form, type: String, body: [UInt8]) -> Bool {
    send(
      "MESSAGE", for: .file(name, form), callID: "\(name)@\(call.owner.key.prefix(16))", tag: String(name.suffix(16)),
      sequence: form == .textAlone ? 2 : 1, type: type, body: body)
  }

  /// Sends a request; false where it cannot be written.
  @discardableResult
  private mutating func send(
    _ method: String, for purpose: ClientTransaction.Purpose, callID: String, tag: String, sequence: UInt32 = 1,
    type: String? = nil, body: [UInt8] = []
  ) -> Bool {
    let request: Request
    do throws(SIPError) {
      let host = call.owner.address.isEmpty ? Person.keyHost : call.owner.host
      request = try Request(
        method, target: call.peerURI,
        via: Via(host: host, branch: Via.branchCookie + Answers.tag() + Answers.tag(), rport: true),
        from: NameAddress(call.ownURI, displayName: call.owner.name, tag: tag),
        to: NameAddress(call.peerURI, displayName: call.peer.name), callID: callID, sequence: sequence,
        fields: try type.map { (type) throws(SIPError) in [try HeaderField(.contentType, type)] } ?? [], body: body)
    } catch {
      diary.write(.error, "\(method): \(error)")
      return false
    }
    guard let id = request.transaction else { return false }
    wire.send(request.encode())
    let deadline = Clock.monotonic + options.answerTimeout * 1_000_000
    outstanding = ClientTransaction(id: id, purpose: purpose, deadline: deadline)
    return true
  }

  private var ownParty: Party { Engine.party(call.owner, call.ownURI) }
  private var peerParty: Party { Engine.party(call.peer, call.peerURI) }

  private static func party(_ person: Person, _ uri: URI) -> Party {
    Party(name: person.name.isEmpty ? nil : person.name, uri: uri.description)
  }
}
