import Admission
import Configuration
import Journal
import Processes
import Systemd

/// Accepting and admitting.
extension Acceptor {
  /// Connections taken from one listener before the others, the signals and the sessions get their turn.
  private static let batch = 64
  /// Of these, those that are handed to a session: that takes a hundred times as long as to turn one away.
  private static let sessionBatch = 4
  /// How long the listeners rest when the system is short of something.
  private static let rest: UInt64 = 100_000

  /// Watches the listeners.
  func listen() {
    listenAgainAt = .max
    guard stage == .serving, canSign else { return }
    for (index, listener) in listeners.enumerated() {
      do { try poller.add(listener.descriptor, token: UInt64(index + 1)) } catch { return pause("\(error)") }
    }
  }

  /// Leaves the callers in the kernel's queue for a while.
  func pause(_ detail: String) {
    refuse(.shortage, detail: detail)
    stopListening()
    listenAgainAt = now + Acceptor.rest
  }

  /// Leaves them there until `listen`.
  func stopListening() {
    listenAgainAt = .max
    for listener in listeners { poller.remove(listener.descriptor) }
  }

  /// Takes a batch of connections; each is handed to a session or closed at once.
  func accept(from listener: Listener) {
    var handedOver = 0
    for _ in 0..<Acceptor.batch {
      guard handedOver < Acceptor.sessionBatch, listenAgainAt == .max, stage == .serving, canSign, let inForce else {
        return
      }
      do {
        try keepOneAtHand(inForce)
        guard let connection = try Socket.accept(listener.descriptor) else { return }
        switch admit(connection.peer, inForce.configuration) {
        case .taken(let caller):
          handOver(connection.takeConnection(), from: caller, listener, inForce)
          handedOver += 1
        case .closed: break
        case .reset: Socket.reset(connection.connection.number)
        }
      } catch {
        return pause("\(error)")
      }
    }
  }

  /// Has a session ready before a connection is taken: where the system can start none, callers wait in the kernel's
  /// queue instead of being turned away. What keeps sessions from starting for good is told when one is handed over.
  private func keepOneAtHand(_ inForce: Generation) throws(SystemError) {
    guard spares.isEmpty, sessions < maximumSessions else { return }
    do throws(SystemError) {
      if let slot = try startSession(inForce) { spares.append(slot.index) }
    } catch {
      if error.isShortage { throw error }
    }
  }

  /// Counts a connection against the node's and its source's limits. What turns most of a flood away comes first.
  private func admit(_ peer: SocketAddress, _ configuration: NodeConfiguration) -> Reception {
    // ::ffff:0:0/96 is IPv4 on a socket that is not IPv6 only (RFC 4291, section 2.5.5.2).
    if peer.high == 0 && peer.low >> 32 == 0xffff { return refuse(.notIPv6, from: peer) }
    let source = peer.prefix(Int(configuration.sourcePrefixLength))
    let standing = remembered.standing(of: peer, source, now: now)
    if standing != .exempt && remembered.isBarred(source, now: now) { return refuse(.sourcePenalised, from: peer) }
    if sessions >= maximumSessions { return refuse(.nodeFull, from: peer) }
    if standing == .unknown, let cause = turnsAway(source, configuration) {
      refuse(cause, from: peer)
      return .reset
    }
    let allowance =
      standing == .exempt
      ? Allowance()
      : Allowance(
        active: configuration.maxSessionsPerSource, count: configuration.ratePerSource.count,
        seconds: configuration.ratePerSource.seconds)
    do throws(Refusal) {
      // Who is exempt takes no share of its neighbours'.
      let counted = standing == .exempt ? peer.prefix(128) : source
      try sources.admit(counted, allowance, now: now)
      return .taken(Caller(peer: peer, source: counted, standing: standing))
    } catch {
      switch error {
      case .tooMany: return refuse(.sourceFull, from: peer)
      case .tooFast: return refuse(.sourceTooFast, from: peer)
      case .tableFull: return refuse(.nodeFull, from: peer)
      }
    }
  }

  /// Why nobody from this unknown source is taken now; nil where one is.
  private func turnsAway(_ source: SocketAddress, _ configuration: NodeConfiguration) -> Refusals.Cause? {
    sessions >= unreservedSessions ? .reserved : remembered.turnsAway(source, configuration, now: now)
  }

  /// Gives a connection to a spare session or a new one. Our copy is closed on return.
  private func handOver(
    _ connection: consuming Descriptor, from caller: Caller, _ listener: Listener, _ inForce: Generation
  ) {
    // A spare that has just died cannot take it; the next can.
    while let spare = takeSpare(for: caller.standing) {
      if assign(connection, to: spare, from: caller, listener, inForce) { return }
    }
    do throws(SystemError) {
      guard let slot = try startSession(inForce) else {
        refuse(.nodeFull, from: caller.peer)
        return sources.release(caller.source)
      }
      if assign(connection, to: slot, from: caller, listener, inForce) { return }
      refuse(.noSession, from: caller.peer, detail: "peertls-session has ended at once")
    } catch {
      if error.isShortage { pause("\(error)") } else { refuse(.noSession, from: caller.peer, detail: "\(error)") }
    }
    sources.release(caller.source)
  }

  @discardableResult
  private func refuse(_ cause: Refusals.Cause, from peer: SocketAddress? = nil, detail: String? = nil)
    -> Reception
  {
    refusals.count(cause, from: peer, detail: detail)
    reportSoon()
    return .closed
  }
}

/// What becomes of a connection.
enum Reception {
  case taken(Caller)
  case closed
  /// A proper end would leave each of a flood's connections here for a minute (TIME_WAIT).
  case reset
}

/// Who calls, and was admitted.
struct Caller {
  let peer: SocketAddress
  /// What its share is counted by.
  let source: SocketAddress
  let standing: Standing
}
