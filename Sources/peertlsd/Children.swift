import Admission
import Glibc
import Handoff
import Journal
import Processes

/// What sessions ask for, and how sessions and handlers end.
extension Acceptor {
  /// How long a process has to go when it was asked to.
  private static let grace: UInt64 = 5_000_000
  /// How much later than it should a session may come to an end, or answer, before it is taken to hang. Generous: a
  /// machine that is out of breath must not have its callers cut off.
  private static let indulgence: UInt64 = 30_000_000
  /// How often a session is asked whether it is there.
  private static let interval: UInt64 = 60_000_000

  /// Reads one message of a session, or the end of its channel. Whether there may be more.
  @discardableResult
  func hear(_ slot: Slot) -> Bool {
    guard slot.phase != .leaving else { return false }
    do throws(SystemError) {
      switch try slot.channel?.receive() {
      case .message(let bytes, let passed):
        heed(slot, bytes, descriptors: passed.count)
        slot.confiscate(passed)
        return true
      case .damaged(let error, let passed):
        slot.confiscate(passed)
        misbehaved(slot, "sent a malformed message: \(error)")
      case .ended: channelEnded(slot)
      case .wouldBlock: break
      case nil: break
      }
    } catch {
      misbehaved(slot, "cannot be heard: \(error)")
    }
    return false
  }

  private func heed(_ slot: Slot, _ bytes: [UInt8], descriptors: Int) {
    let message: ToAcceptor
    do { message = try ToAcceptor(decoding: bytes, descriptors: descriptors) } catch {
      return misbehaved(slot, "sent a malformed message: \(error)")
    }
    switch message {
    case .startHandler(let request) where slot.phase == .serving && !slot.hasAsked:
      slot.hasAsked = true
      if let refusal = startHandler(slot, request) {
        tell(slot, refusal)
        if slot.phase == .serving && !slot.isDismissed { expect(slot, .giveUp, within: Acceptor.indulgence) }
      } else {
        expect(slot, .ask, within: Acceptor.interval)
      }
    case .inputEnded where slot.hasAsked && !slot.inputHasEnded:
      slot.inputHasEnded = true
      slot.handlerInput = nil
    case .hangUp where slot.hasAsked && !slot.hasHungUp:
      slot.hasHungUp = true
      endHandler(slot)
    case .openDataPort where slot.dataPorts != nil: openDataPort(slot)
    case .lost(let count) where !slot.hasConfessed: confess(slot, count)
    case .judged where slot.judgements > 0:
      slot.judgements -= 1
      isThere(slot)
    case .here where slot.questions > 0:
      slot.questions -= 1
      isThere(slot)
    default: misbehaved(slot, "sent a message out of turn")
    }
  }

  /// Nothing more is heard of a session, or from it. Its channel stays until it is gone, as what lies in it may be
  /// sockets: see `Slot.confiscate`.
  func turnAway(_ slot: Slot) {
    if slot.phase == .serving { slot.phase = .leaving }
    if let number = slot.channel?.descriptor.number { poller.remove(number) }
  }

  private func channelEnded(_ slot: Slot) {
    spares.removeAll { $0 == slot.index }
    turnAway(slot)
    expect(slot, .killSession, within: Acceptor.grace)
  }

  /// Tells a handler to end: that its connection broke (SIGHUP), or where the peer had finished that it takes too long
  /// (SIGTERM). Only then it may see the end of its input.
  private func endHandler(_ slot: Slot) {
    guard slot.handler > 0 else { return }
    Children.signal(slot.handler, slot.handlerInput == nil ? SIGTERM : SIGHUP)
    slot.handlerInput = nil
    expect(slot, .killHandler, within: Acceptor.grace)
  }

  /// The session has its connection: it must shake hands and ask for a handler, or end, in time.
  func expectHandshake(_ slot: Slot, milliseconds: UInt32) {
    expect(slot, .giveUp, within: UInt64(milliseconds) * 1000 + Acceptor.indulgence)
  }

  /// Has a session judge its peer by the policy that is in force now.
  func askForJudgement(_ slot: Slot, policy: Int32) {
    tell(slot, .judgeAgain, descriptors: [policy])
    slot.judgements += 1
    if slot.hadHandler && slot.step == .ask { expect(slot, .giveUp, within: Acceptor.indulgence) }
  }

  private func isThere(_ slot: Slot) {
    if slot.hadHandler && slot.step == .giveUp { expect(slot, .ask, within: Acceptor.interval) }
  }

  /// Starts the handler that a session asks for, if limits allow it, and gives the session its pipes; what is to be said
  /// where they don't.
  private func startHandler(_ slot: Slot, _ request: HandlerRequest) -> ToSession? {
    guard stage == .serving || stage == .left, !slot.isDismissed else { return .handlerRefused(.draining, code: 0) }
    guard let service = inForce?.services[request.service] else { return .handlerRefused(.missing, code: 0) }
    var program: Program
    do throws(SystemError) {
      guard let found = try service.program(request.environment.strings) else {
        return .handlerRefused(.failed, code: ENOENT)
      }
      program = found
    } catch {
      Settings.note("handler \(request.service): \(error)", priority: .error)
      return .handlerRefused(.failed, code: error.code)
    }
    let client = Client(key: request.peerKey, source: slot.source ?? slot.peer, line: request.line)
    let allowance = Allowance(active: request.sessions, count: request.rateCount, seconds: request.rateSeconds)
    do { try services.admit(request.service, Allowance(active: service.maximum), now: now) } catch {
      refusals.note(.handlerFull)
      return .handlerRefused(.handlerFull, code: 0)
    }
    do { try clients.admit(client, allowance, now: now) } catch {
      services.release(request.service)
      refusals.note(error == .tooFast ? .peerTooFast : .peerFull)
      return .handlerRefused(error == .tooFast ? .peerTooFast : .peerFull, code: 0)
    }
    slot.service = request.service
    slot.client = client
    (slot.peerKey, slot.line) = (request.peerKey, request.line)
    welcome(slot, request)
    // Its pipes take the places that were kept for them.
    slot.handlerInput = nil
    reserve.lend()
    defer { reserve.restore(null) }
    do throws(SystemError) {
      let ends = try HandlerEnds.make(control: service.hasControl, log: service.log)
      program.descriptors = ends.handlers
      slot.handler = try program.spawn()
      slotOfChild[slot.handler] = slot.index
      slot.dataPorts = service.hasControl ? DataPorts() : nil
      if !service.hasControl { releaseSigner(slot) }
      tell(slot, .handlerStarted(pid: slot.handler, hasControl: service.hasControl), descriptors: ends.sessions)
      slot.handlerInput = .some(ends.keepInput())
      return nil
    } catch {
      let user = program.account.map { ", as user \($0.user)" } ?? ""
      Settings.note("handler \(request.service)\(user): \(error)", priority: .error)
      giveBackHandler(slot)
      return .handlerRefused(.failed, code: error.code)
    }
  }

  /// Says something to a session. One that does not listen is as bad as one that says nonsense.
  func tell(_ slot: Slot, _ message: ToSession, descriptors: [Int32] = []) {
    guard slot.phase == .serving else { return }
    do throws(SystemError) {
      try slot.channel?.send(message.encode(), descriptors: descriptors)
    } catch  where !error.isBrokenPipe {
      misbehaved(slot, "does not take messages: \(error)")
    } catch {}
  }

  /// A session has ended: on a code that it can have, or else it has crashed.
  func sessionEnded(_ slot: Slot, _ exit: Exit) {
    slot.session = 0
    for (signer, line) in slot.brokenLines { signer.forget(line) }
    hearLastWords(slot)
    slot.channel = nil
    slot.cpuMicroseconds += exit.cpuMicroseconds
    // What was signed for a stranger is told by its signer.
    if slot.charged != nil, let signer = slot.signer { hear(signer) }
    if slot.source != nil { judge(slot, exit.code.flatMap(SessionExit.init), processorTime: exit.cpuMicroseconds) }
    if slot.phase == .spare {
      spares.removeAll { $0 == slot.index }
      spareFailed(after: now - slot.since, "peertls-session ended with \(Exit.text(status: exit.status))")
    } else if slot.source != nil && exit.code.flatMap(SessionExit.init) == nil && !slot.wasCutShort {
      slot.wasCutShort = true
      var record = record(.childMisbehaved, .error, slot, "session crashed: \(Exit.text(status: exit.status))")
      record[.exit] = Exit.text(status: exit.status)
      log.send(record)
    }
    slot.phase = .leaving
    if slot.handler > 0 { endHandler(slot) } else { free(slot) }
  }

  /// What a session had still said when it ended: that its peer had finished, and what it could not log, matters now.
  private func hearLastWords(_ slot: Slot) {
    while let received = try? slot.channel?.receive() {
      switch consume received {
      case .message(let bytes, let passed):
        switch try? ToAcceptor(decoding: bytes, descriptors: passed.count) {
        case .inputEnded: slot.handlerInput = nil
        case .lost(let count) where !slot.hasConfessed: confess(slot, count)
        default: break
        }
      case .damaged: break
      case .ended: return
      case .wouldBlock: return
      }
    }
  }

  /// Adds what a session could not log to our own. It has a few records, and one a second for strangers at data ports.
  private func confess(_ slot: Slot, _ count: UInt32) {
    slot.hasConfessed = true
    log.add(lost: min(UInt64(count), 16 + (now - slot.since) / Acceptor.second))
    reportSoon()
  }

  /// A handler has ended: its session is told.
  func handlerEnded(_ slot: Slot, _ exit: Exit) {
    (slot.handler, slot.handlerStatus) = (0, exit.status)
    slot.handlerInput = nil
    slot.cpuMicroseconds += exit.cpuMicroseconds
    giveBackHandler(slot)
    if slot.session == 0 { return free(slot) }
    tell(slot, .handlerExited(status: exit.status, cpuMicroseconds: exit.cpuMicroseconds))
    guard slot.phase == .serving else { return }
    // Its peer may read what is left as slowly as it likes.
    if slot.isDismissed {
      expect(slot, .endSession, within: Acceptor.grace)
    } else if slot.step != .giveUp {
      expect(slot, .ask, within: Acceptor.interval)
    }
  }

  /// Kills a session that was taken over, or must be taken for it, with its handler.
  func misbehaved(_ slot: Slot, _ what: String, bars: Bool = true) {
    var record = record(.childMisbehaved, .alert, slot, "session \(what); killed, process \(slot.session)")
    record[.reason] = what
    log.send(record)
    if bars { penalise(slot, for: .crash) }
    spares.removeAll { $0 == slot.index }
    slot.wasCutShort = true
    dismiss(slot)
  }

  /// Carries out what the slots' deadlines threaten.
  func enforceDeadlines() {
    slotsDue = .max
    for slot in slots where slot.deadline != .max {
      if slot.deadline > now {
        slotsDue = min(slotsDue, slot.deadline)
        continue
      }
      slot.deadline = .max
      switch slot.step {
      case .killHandler: if slot.handler > 0 { Children.signal(slot.handler, SIGKILL) }
      case .killSession: if slot.session > 0 { Children.signal(slot.session, SIGKILL) }
      case .giveUp:
        // Its answer may be there and not be read yet.
        while slot.deadline == .max && hear(slot) {}
        if slot.deadline == .max && slot.phase == .serving { misbehaved(slot, "hangs", bars: false) }
      case .ask:
        slot.questions += 1
        expect(slot, .giveUp, within: Acceptor.indulgence)
        tell(slot, .areYouThere)
      case .endSession:
        slot.wasCutShort = true
        if slot.session > 0 { Children.signal(slot.session, SIGKILL) }
      }
    }
  }

  /// Ends a session as its owner wants: it is told to, hangs its handler up, and what is not gone in time is killed.
  func end(session number: UInt64, words: String) -> EndOutcome {
    guard let slot = slots.first(where: { $0.source != nil && $0.number == number }) else { return .missing }
    guard slot.phase == .serving, !slot.isDismissed else { return .ending }
    slot.isDismissed = true
    tell(slot, .end(.owner, words: words))
    expect(slot, .endSession, within: 2 * Acceptor.grace)
    return .told
  }

  private func expect(_ slot: Slot, _ step: Slot.Step, within time: UInt64) {
    (slot.step, slot.deadline) = (step, now + time)
    slotsDue = min(slotsDue, slot.deadline)
  }

  private func giveBackHandler(_ slot: Slot) {
    if let service = slot.service { services.release(service) }
    if let client = slot.client { clients.release(client) }
    slot.client = nil
  }

  /// Gives the slot back when both processes are gone; who could not write the closing record has it written here.
  private func free(_ slot: Slot) {
    if slot.wasCutShort && slot.source != nil {
      var record = record(.sessionClosed, .notice, slot, "session cut short")
      record[.exit] = slot.handlerStatus.map { Exit.text(status: $0) }
      if slot.isDismissed { record[.reason] = "ended by the owner" }
      record[.durationMicroseconds] = String(now - slot.since)
      record[.cpuMicroseconds] = String(slot.cpuMicroseconds)
      log.send(record)
    }
    if let source = slot.source {
      sources.release(source)
      sessions -= 1
      reportSoon()
    }
    releaseSigner(slot)
    slot.clear()
    freeSlots.append(slot.index)
  }

  private func record(_ event: Journal.Event, _ priority: Priority, _ slot: Slot, _ message: String) -> Record {
    var record = Record(event, priority: priority, message: message)
    guard slot.source != nil else { return record }
    record[.session] = slot.name
    record[.service] = slot.service
    record[.peerAddress] = slot.peer.text
    record[.peerPort] = String(slot.peer.port)
    return record
  }
}
