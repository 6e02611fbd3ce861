import Admission
import Glibc
import Handoff
import Journal
import Processes

/// What sessions ask for, and how sessions and handlers end.
extension Acceptor {
  /// How long a process has to go when it was asked to.
  private static let grace: UInt64 = 5_000_000
  /// How long the source of a session that was taken over is turned away.
  private static let penalty: UInt64 = 60_000_000

  /// Reads one message of a session, or the end of its channel.
  func hear(_ slot: Slot) {
    reserve.lend()
    defer { reserve.restore(null) }
    do {
      switch try slot.channel?.receive() {
      case .message(let bytes, let passed): try heed(slot, bytes, passed)
      case .ended: channelEnded(slot)
      case .wouldBlock: break
      case nil: break
      }
    } catch let error as SystemError where error.isShortage {
      // The message is lost with its descriptors, and there is but one that brings some.
      tell(slot, .handlerRefused(.failed, code: error.code))
    } catch {
      misbehaved(slot, "sent a malformed message: \(error)")
    }
  }

  private func heed(_ slot: Slot, _ bytes: [UInt8], _ passed: consuming Passed) throws(MalformedMessage) {
    switch try ToAcceptor(decoding: bytes, descriptors: passed.count) {
    case .startHandler(let request) where slot.phase == .serving && !slot.hasAsked:
      slot.hasAsked = true
      guard let input = passed.take(0), let output = passed.take(1) else { throw .descriptors }
      tell(slot, startHandler(slot, request, input: input, output: output))
    case .hangUp where slot.hasAsked && !slot.hasHungUp:
      slot.hasHungUp = true
      if slot.handler > 0 { Children.signal(slot.handler, SIGHUP) }
      expect(slot, .killHandler)
    default: misbehaved(slot, "sent a message out of turn")
    }
  }

  private func channelEnded(_ slot: Slot) {
    spares.removeAll { $0 == slot.index }
    if slot.phase == .serving { slot.phase = .leaving }
    slot.channel = nil
    expect(slot, .killSession)
  }

  /// Starts the handler that a session asks for, if limits allow it, and says what came of it.
  private func startHandler(
    _ slot: Slot, _ request: HandlerRequest, input: borrowing Descriptor, output: borrowing Descriptor
  ) -> ToSession {
    guard stage == .serving else { return .handlerRefused(.draining, code: 0) }
    guard let service = inForce?.services[request.service],
      let program = service.program(request.environment.strings, input: input, output: output)
    else { return .handlerRefused(.missing, code: 0) }
    let client = Client(key: request.peerKey, source: slot.source ?? slot.peer, line: request.line)
    let allowance = Allowance(active: request.sessions, count: request.rateCount, seconds: request.rateSeconds)
    do { try services.admit(request.service, Allowance(active: service.maximum), now: now) } catch {
      return .handlerRefused(.handlerFull, code: 0)
    }
    do { try clients.admit(client, allowance, now: now) } catch {
      services.release(request.service)
      return .handlerRefused(error == .tooFast ? .peerTooFast : .peerFull, code: 0)
    }
    slot.service = request.service
    slot.client = client
    do { slot.handler = try program.spawn() } catch {
      giveBackHandler(slot)
      return .handlerRefused(.failed, code: error.code)
    }
    slotOfChild[slot.handler] = slot.index
    return .handlerStarted(pid: slot.handler)
  }

  /// Says something to a session. One that does not listen is as bad as one that says nonsense.
  func tell(_ slot: Slot, _ message: ToSession, descriptors: [Int32] = []) {
    do throws(SystemError) {
      try slot.channel?.send(message.encode(), descriptors: descriptors)
    } catch  where !error.isBrokenPipe {
      misbehaved(slot, "does not take messages: \(error)")
    } catch {}
  }

  /// A session has ended: on a code that it can have, or else it has crashed.
  func sessionEnded(_ slot: Slot, _ exit: Exit) {
    slot.session = 0
    slot.channel = nil
    slot.cpuMicroseconds += exit.cpuMicroseconds
    if slot.phase == .spare {
      spares.removeAll { $0 == slot.index }
      spareFailed(after: now - slot.since, "peertls-session ended with \(Exit.text(status: exit.status))")
    } else if slot.source != nil && exit.code.flatMap(SessionExit.init) == nil && !slot.wasCutShort {
      slot.wasCutShort = true
      var record = record(.childMisbehaved, .error, slot, "session crashed: \(Exit.text(status: exit.status))")
      record[.exit] = Exit.text(status: exit.status)
      log.send(record)
    }
    guard slot.handler > 0 else { return free(slot) }
    Children.signal(slot.handler, SIGTERM)
    expect(slot, .killHandler)
  }

  /// A handler has ended: its session is told.
  func handlerEnded(_ slot: Slot, _ exit: Exit) {
    (slot.handler, slot.handlerStatus) = (0, exit.status)
    slot.cpuMicroseconds += exit.cpuMicroseconds
    giveBackHandler(slot)
    if slot.session == 0 { return free(slot) }
    tell(slot, .handlerExited(status: exit.status, cpuMicroseconds: exit.cpuMicroseconds))
  }

  /// Kills a session that was taken over, or must be taken for it, with its handler.
  private func misbehaved(_ slot: Slot, _ what: String) {
    var record = record(.childMisbehaved, .alert, slot, "session \(what); killed, process \(slot.session)")
    record[.reason] = what
    log.send(record)
    if let source = slot.source { sources.bar(source, until: now + Acceptor.penalty) }
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
      let child = slot.step == .killSession ? slot.session : slot.handler
      if child > 0 { Children.signal(child, SIGKILL) }
    }
  }

  private func expect(_ slot: Slot, _ step: Slot.Step) {
    (slot.step, slot.deadline) = (step, now + Acceptor.grace)
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
      record[.durationMicroseconds] = String(now - slot.since)
      record[.cpuMicroseconds] = String(slot.cpuMicroseconds)
      log.send(record)
    }
    if let source = slot.source {
      sources.release(source)
      sessions -= 1
      reportSoon()
    }
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
