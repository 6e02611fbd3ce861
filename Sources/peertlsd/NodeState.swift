import Admission
import Configuration
import Handoff
import Processes

/// What the owner is told.
extension Acceptor {
  /// The answer to a question.
  func answer(_ request: OwnerRequest) -> OwnerAnswer {
    switch request {
    case .node: return .node(state)
    case .sessions(let place): return sessionStates(from: Int(place))
    case .penalties(let place): return penaltyStates(from: Int(place))
    case .end(let number, let words): return .end(end(session: number, words: words))
    }
  }

  private var state: NodeStatus {
    var state = NodeStatus()
    state.stage =
      switch stage {
      case .serving: .serving
      case .left: .left
      case .draining: .draining
      case .ending, .killing: .ending
      }
    (state.since, state.policySince) = (UInt64(max(0, since)), UInt64(max(0, policySince)))
    state.policy = inForce?.hash ?? ""
    state.spares = UInt32(spares.count)
    state.sessions = .init(UInt32(sessions), of: UInt32(maximumSessions))
    state.reserved = UInt32(maximumSessions - unreservedSessions)
    state.penalties = .init(UInt32(remembered.penalties.count), of: UInt32(Sources.penaltyCapacity))
    state.known = .init(UInt32(remembered.known.count), of: UInt32(Sources.knownCapacity))
    state.accepted = accepted
    state.refused = zip(Refusals.Cause.allCases, refusals.totals).compactMap {
      $1 == 0 ? nil : .init($0.text, $1)
    }
    guard let inForce else { return state }
    let limits = inForce.configuration
    state.unknownHandshakes = .init(UInt32(remembered.handshakes), of: limits.unknownHandshakes)
    state.unknownProcessorShare = limits.unknownProcessorShare ?? .max
    state.sessionsPerSource = limits.maxSessionsPerSource
    (state.rateCount, state.rateSeconds) = (limits.ratePerSource.count, limits.ratePerSource.seconds)
    state.prefixLength = limits.sourcePrefixLength
    let handlers = inForce.services.sorted { $0.key < $1.key }.prefix(NodeStatus.maximumHandlers)
    state.handlers = handlers.map { name, service in
      .init(name, .init(UInt32(services.active(name)), of: service.maximum == 0 ? .max : service.maximum))
    }
    return state
  }

  private func sessionStates(from first: Int) -> OwnerAnswer {
    var found: [SessionStatus] = []
    var place = first
    while place < slots.count, found.count < OwnerLine.page {
      let slot = slots[place]
      if slot.source != nil { found.append(slot.status(now: now)) }
      place += 1
    }
    return .sessions(found, next: place < slots.count ? UInt32(place) : nil)
  }

  private func penaltyStates(from first: Int) -> OwnerAnswer {
    let page = remembered.penalties.page(from: first, count: OwnerLine.page)
    let left = page.penalties.filter { $0.until > now }.map { penalty in
      PenaltyStatus(
        source: penalty.key, left: (penalty.until - now + 999) / 1000, isBarred: penalty.isBarred,
        counts: Misdeed.allCases.map { penalty.counts[$0.rawValue] })
    }
    return .penalties(left, next: page.next.map(UInt32.init))
  }
}

extension Slot {
  /// What the owner is told of it.
  func status(now: UInt64) -> SessionStatus {
    let isEnding = phase != .serving || isDismissed || hasHungUp
    return SessionStatus(
      number: number, peer: peer, phase: isEnding ? .ending : service == nil ? .handshake : .serving,
      isUnknown: charged != nil, service: service ?? "", session: session, handler: handler, line: line,
      peerKey: peerKey.count == 32 ? peerKey : [UInt8](repeating: 0, count: 32), age: (now - min(now, since)) / 1000)
  }
}
