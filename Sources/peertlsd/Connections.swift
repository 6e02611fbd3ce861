import Admission
import Configuration
import Journal
import Processes
import Systemd

/// Accepting and admitting.
extension Acceptor {
  /// Connections taken from one listener before the others, the signals and the sessions get their turn.
  private static let batch = 16
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
    for _ in 0..<Acceptor.batch {
      guard listenAgainAt == .max, stage == .serving, canSign, let inForce else { return }
      do {
        try keepOneAtHand(inForce)
        guard let accepted = try Socket.accept(listener.descriptor) else { return }
        let peer = accepted.peer
        if let source = admit(peer, inForce.configuration) {
          handOver(accepted.takeConnection(), from: peer, source: source, listener, inForce)
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

  /// Counts a connection against the node's and its source's limits; nil when it must go.
  private func admit(_ peer: SocketAddress, _ configuration: NodeConfiguration) -> SocketAddress? {
    // ::ffff:0:0/96 is IPv4 on a socket that is not IPv6 only (RFC 4291, section 2.5.5.2).
    if peer.high == 0 && peer.low >> 32 == 0xffff { return refuse(.notIPv6, from: peer) }
    if sessions >= maximumSessions { return refuse(.nodeFull, from: peer) }
    let source = peer.prefix(Int(configuration.sourcePrefixLength))
    let allowance = Allowance(
      active: configuration.maxSessionsPerSource, count: configuration.ratePerSource.count,
      seconds: configuration.ratePerSource.seconds)
    do throws(Refusal) {
      try sources.admit(source, allowance, now: now)
      return source
    } catch {
      switch error {
      case .tooMany: return refuse(.sourceFull, from: peer)
      case .tooFast: return refuse(.sourceTooFast, from: peer)
      case .barred: return refuse(.sourceBarred, from: peer)
      case .tableFull: return refuse(.nodeFull, from: peer)
      }
    }
  }

  /// Gives a connection to a spare session or a new one. Our copy is closed on return.
  private func handOver(
    _ connection: consuming Descriptor, from peer: SocketAddress, source: SocketAddress, _ listener: Listener,
    _ inForce: Generation
  ) {
    // A spare that has just died cannot take it; the next can.
    while let spare = takeSpare() {
      if assign(connection, to: spare, from: peer, source: source, listener, inForce) { return }
    }
    do throws(SystemError) {
      guard let slot = try startSession(inForce) else {
        refuse(.nodeFull, from: peer)
        return sources.release(source)
      }
      if assign(connection, to: slot, from: peer, source: source, listener, inForce) { return }
      refuse(.noSession, from: peer, detail: "peertls-session has ended at once")
    } catch {
      if error.isShortage { pause("\(error)") } else { refuse(.noSession, from: peer, detail: "\(error)") }
    }
    sources.release(source)
  }

  @discardableResult
  private func refuse(_ cause: Refusals.Cause, from peer: SocketAddress? = nil, detail: String? = nil)
    -> SocketAddress?
  {
    refusals.count(cause, from: peer, detail: detail)
    reportSoon()
    return nil
  }
}
