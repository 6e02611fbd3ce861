import Glibc
import Handoff
import Journal
import Processes
import Systemd

/// How far the node is on its way out.
enum Stage: Equatable {
  case serving
  /// A restart: no new connections here; those who are here stay as long as they like.
  case left
  /// No new connections; those who are here may finish until then.
  case draining(until: UInt64)
  /// Sessions were told to end.
  case ending(until: UInt64)
  /// Everything was killed; a process that even so is not gone is left to the system.
  case killing(until: UInt64)

  /// When the next stage comes.
  var until: UInt64 {
    switch self {
    case .serving, .left: .max
    case .draining(let until), .ending(let until), .killing(let until): until
    }
  }
}

extension Acceptor {
  /// SIGTERM: the first lets sessions finish, the second ends them at once.
  func stop() {
    if stage == .left { return drain() }
    guard stage == .serving else { return killAll() }
    Notification.stopping()
    letGo()
    drain()
  }

  /// Lets sessions finish for DrainTimeout=.
  func drain() {
    stage = .draining(until: now + UInt64(inForce?.configuration.drainTimeoutSeconds ?? 0) * Acceptor.second)
  }

  /// Takes no more calls and prepares for none.
  func letGo() {
    // Nobody is let in any more.
    keepSources()
    for listener in listeners {
      // systemd has the socket open too: closing our descriptor alone would leave it watched.
      poller.remove(listener.descriptor)
      _ = Descriptor(adopting: listener.descriptor)
    }
    listenAgainAt = .max
    sparesDue = .max
    if let candidate, candidate.compiler > 0 { Children.signal(candidate.compiler, SIGKILL) }
    let signer = candidate?.signer
    candidate = nil
    if let signer { dismissUnneeded(signer) }
    for index in spares { dismiss(slots[index]) }
    spares.removeAll()
  }

  /// The time of a stage is over.
  func hurry() {
    switch stage {
    case .serving, .left: break
    case .draining:
      stage = .ending(until: now + 5 * Acceptor.second)
      for slot in slots where slot.phase == .serving { tell(slot, .end(.draining)) }
    case .ending: killAll()
    case .killing: finish()
    }
  }

  private func killAll() {
    stage = .killing(until: now + Acceptor.second)
    for slot in slots where slot.phase != .free {
      slot.wasCutShort = true
      slot.kill()
    }
    for signer in signers { signer.kill("is not needed any more") }
  }

  /// Every session has gone.
  func finish() {
    closeOwnersLine()
    if !hasLeft { log.send(Record(.nodeStopped, priority: .notice, message: "node stopped")) }
    exitCode = 0
  }
}
