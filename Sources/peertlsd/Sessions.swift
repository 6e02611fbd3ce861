import Admission
import Configuration
import Handoff
import Journal
import Processes
import Systemd

/// Starting sessions and giving them their connections.
extension Acceptor {
  /// Makes the tables, once: memory does not grow after this.
  func makeTables(_ configuration: NodeConfiguration) {
    var room = Int(configuration.maxSessions)
    // A session costs its channel's descriptor and its handler's input; the rest is for listeners, spares and what
    // passes through.
    if let limit = try? ResourceLimit.raiseOpenFiles(), limit < UInt64(2 * room + 512) {
      room = max(1, (Int(limit) - 512) / 2)
      Settings.note("MaxSessions= is lowered to \(room): LimitNOFILE= allows \(limit) descriptors", priority: .warning)
    }
    slots = (0..<room + 128).map(Slot.init)
    freeSlots = slots.indices.reversed()
    spares.reserveCapacity(slots.count)
    slotOfChild.reserveCapacity(2 * slots.count)
    sources = Shares(capacity: 2 * slots.count)
    clients = Shares(capacity: 2 * slots.count)
    services = Shares(capacity: 2 * HandlerFile.maximumHandlers)
    recallSources()
    openOwnersLine()
  }

  /// Takes over what a load has made of the limits.
  func takeLimits(_ configuration: NodeConfiguration) {
    remembered.configure(configuration)
    policySince = Clock.unixSeconds
    unreservedSessions = max(1, maximumSessions - Int(configuration.reserved))
  }

  /// Starts a session without a connection; nil when there is no slot.
  func startSession(_ inForce: Generation) throws(SystemError) -> Slot? {
    guard let index = freeSlots.last else { return nil }
    let slot = slots[index]
    let pair = try Channel.pair()
    let line = try line(for: slot, inForce.signer, signatures: ToSigner.allowanceOfAConnection)
    var program = Program(path: settings.installation.libexec + "/peertls-session", arguments: ["peertls-session"])
    program.descriptors = [Int32](repeating: null.number, count: Int(SessionDescriptor.end))
    program.descriptors[Int(SessionDescriptor.log)] = inForce.log.number
    program.descriptors[Int(SessionDescriptor.acceptor)] = pair.theirs.descriptor.number
    program.descriptors[Int(SessionDescriptor.policy)] = inForce.policy.number
    program.descriptors[Int(SessionDescriptor.credentials)] = inForce.credentials.number
    program.descriptors[Int(SessionDescriptor.journal)] = journal ?? null.number
    program.descriptors[Int(SessionDescriptor.signer)] = line.descriptor.number
    program.account = inForce.account
    // No RLIMIT_NPROC: below the number of sessions, execve(2) itself would fail with EAGAIN.
    program.limits = [ResourceLimit(.openFiles, 32), ResourceLimit(.core, 0), ResourceLimit(.data, 64 << 20)]
    try poller.add(pair.ours.descriptor.number, token: UInt64(1 + Activation.maximumListeners + index))
    let place = try null.duplicate()
    let began = Clock.monotonic
    slot.session = try program.spawn()
    slot.startMicroseconds = Clock.monotonic - began
    slot.signer = inForce.signer
    inForce.signer.users += 1
    slot.handlerInput = consume place
    slot.channel = .some(pair.ours)
    slot.phase = .spare
    slot.since = now
    slotOfChild[slot.session] = index
    freeSlots.removeLast()
    return slot
  }

  /// The spare that has waited longest. The last one is not for unknown sources: somebody who is known may come next.
  func takeSpare(for standing: Standing) -> Slot? {
    let kept = standing == .unknown && remembered.known.count > 0 ? 1 : 0
    return spares.count > kept ? slots[spares.removeFirst()] : nil
  }

  /// Gives a session its connection; false when the session is no more.
  func assign(
    _ connection: borrowing Descriptor, to slot: Slot, from caller: Caller, _ listener: Listener,
    _ inForce: Generation
  ) -> Bool {
    let configuration = inForce.configuration
    // Where many strangers are in the handshake already, the next have less time for it: silence must not pay.
    let isCrowded =
      caller.standing == .unknown && 2 * remembered.handshakes >= Int(configuration.unknownHandshakes)
    let patience = configuration.handshakeTimeoutSeconds * 1000 / (isCrowded ? 4 : 1)
    func orNever(_ seconds: UInt32) -> UInt32 { seconds == TimeSpan.infinity ? 0 : seconds }
    let assignment = Assignment(
      session: nextNumber, peer: caller.peer, local: (try? Socket.localAddress(connection.number)) ?? SocketAddress(),
      socketName: listener.serviceName, handshakeMilliseconds: patience,
      idleSeconds: orNever(configuration.idleTimeoutSeconds),
      durationSeconds: orNever(configuration.durationLimitSeconds), allowsTLS12: configuration.minimumTLS == .tls12,
      requiresRecord: configuration.require.contains(.journal))
    do throws(SystemError) {
      try slot.channel?.send(ToSession.connection(assignment).encode(), descriptors: [connection.number])
    } catch {
      dismiss(slot)
      return false
    }
    slot.phase = .serving
    slot.number = nextNumber
    slot.peer = caller.peer
    slot.local = assignment.local
    slot.source = caller.source
    slot.isExempt = caller.standing == .exempt
    if caller.standing == .unknown {
      receiveStranger(slot)
    } else if let line = slot.lastLine {
      slot.signer?.prefer(line)
    }
    slot.since = now
    expectHandshake(slot, milliseconds: assignment.handshakeMilliseconds)
    nextNumber &+= 1
    sessions += 1
    accepted += 1
    reportSoon()
    return true
  }

  /// Ends a session that has nothing to do.
  func dismiss(_ slot: Slot) {
    turnAway(slot)
    slot.phase = .leaving
    slot.kill()
  }

  /// Keeps as many sessions ready as the configuration asks for.
  func keepSpares() {
    guard let inForce, stage == .serving, canSign, sparesDue == .max || sparesDue <= now else { return }
    sparesDue = .max
    while spares.count < Int(inForce.configuration.spares) {
      do throws(SystemError) {
        guard let slot = try startSession(inForce) else { return }
        spares.append(slot.index)
      } catch {
        if error.isShortage { return sparesDue = now + Acceptor.second }
        return spareFailed(after: 0, "\(error)")
      }
    }
  }

  /// A spare has died, or could not be started: the more often at once, the longer until the next, up to a minute.
  func spareFailed(after lifetime: UInt64, _ reason: String) {
    quickDeaths = lifetime < Acceptor.second ? quickDeaths + 1 : 0
    guard quickDeaths >= 3 else { return }
    sparesDue = now + Acceptor.second * min(60, 1 << UInt64(min(quickDeaths - 3, 6)))
    guard quickDeaths == 3 else { return }
    var record = Record(.childMisbehaved, priority: .error, message: "sessions end as soon as they start: \(reason)")
    record[.reason] = reason
    log.send(record)
  }
}

extension Listener {
  /// The socket's name as a service's: at most 32 printable bytes, else `unknown`.
  fileprivate var serviceName: String {
    let isFit = name.utf8.count <= HandlerRequest.maximumServiceLength && name.utf8.allSatisfy { 0x20...0x7e ~= $0 }
    return isFit ? name : "unknown"
  }
}
