import Admission
import Configuration
import Handoff
import Processes

/// How a source stands with the node.
enum Standing {
  /// `ExemptSources=` has it: neither penalties nor limits of its own.
  case exempt
  /// A peer was let in from there lately.
  case known
  case unknown
}

/// What is remembered of sources between their connections.
struct Sources {
  /// Penalties that can be remembered: with the usual settings more than unknown sources can earn before the first ones
  /// have run out.
  static let penaltyCapacity = 8192
  /// Sources that can be known.
  static let knownCapacity = 4096

  var penalties = Penalties<SocketAddress>(capacity: Sources.penaltyCapacity)
  var known = KnownSources<SocketAddress>(capacity: Sources.knownCapacity, patience: 30 * 86_400)
  /// Unknown sources that have had a session within a minute: where there is not enough for all, others come first.
  private var served = KnownSources<SocketAddress>(capacity: Sources.knownCapacity, patience: 60)
  var budget = Budget()
  /// Sessions of unknown sources by which nobody was let in yet.
  var handshakes = 0
  private var exempt: [(prefix: SocketAddress, length: Int)] = []
  private var tariff: Tariff?

  /// Takes the settings over.
  mutating func configure(_ configuration: NodeConfiguration) {
    exempt = configuration.exemptSources.map {
      (SocketAddress(bytes: $0.address.bytes, port: 0), $0.length)
    }
    tariff = configuration.perSourcePenalties.map(Tariff.init)
  }

  /// The time by which sources are known, in seconds: of the clock that never goes back, from where the times before this
  /// start are positive too.
  static func time(_ now: UInt64) -> UInt64 { (1 << 32) + now / Acceptor.second }

  /// The standing of a caller, whose source is this one.
  func standing(of peer: SocketAddress, _ source: SocketAddress, now: UInt64) -> Standing {
    if exempt.contains(where: { peer.prefix($0.length) == $0.prefix }) { return .exempt }
    return known.contains(source, now: Sources.time(now)) ? .known : .unknown
  }

  /// Notes that an unknown source has a session now.
  mutating func serve(_ source: SocketAddress, now: UInt64) {
    served.remember(source, at: Sources.time(now), now: Sources.time(now))
  }

  /// Why nobody is taken now from an unknown source; nil where one is.
  mutating func turnsAway(_ source: SocketAddress, _ configuration: NodeConfiguration, now: UInt64) -> Refusals.Cause? {
    let hadSome = served.contains(source, now: Sources.time(now))
    let full = Int(configuration.unknownHandshakes)
    if hadSome && 2 * handshakes >= full { return .unknownHandshakes }
    if EarlyDrop.drops(count: handshakes, full: full, random: .random(in: 0..<1)) { return .unknownHandshakes }
    guard let share = configuration.unknownProcessorShare else { return nil }
    return budget.hasSome(percent: share, hadSome: hadSome, now: now) ? nil : .unknownProcessorTime
  }

  /// Whether the source is kept out for a time.
  func isBarred(_ source: SocketAddress, now: UInt64) -> Bool { tariff != nil && penalties.isBarred(source, now: now) }

  /// Penalises a source; how long it is kept out where it was not before, in microseconds.
  mutating func penalise(_ source: SocketAddress, for misdeed: Misdeed, now: UInt64) -> UInt64? {
    tariff.flatMap { penalties.add(misdeed, by: source, $0, now: now) }
  }
}

extension Tariff {
  /// The settings in microseconds.
  init(_ terms: PenaltyTerms) {
    func microseconds(_ seconds: UInt32) -> UInt64 { UInt64(seconds) * 1_000_000 }
    let costs = [terms.handshake, terms.noCertificate, terms.denied, terms.timeout, terms.crash]
    self.init(
      costs: costs.map(microseconds), minimum: microseconds(terms.minimum), maximum: microseconds(terms.maximum))
  }
}

extension SessionExit {
  /// What the source of a session that ended so is penalised for, if nobody was let in by it.
  var misdeed: Misdeed? {
    switch self {
    case .handshakeFailed: .handshake
    case .notIdentified: .noCertificate
    case .denied: .denied
    case .timedOut: .timeout
    case .served, .noHandler, .ended, .misconfigured: nil
    }
  }
}

/// What follows for the source of a session.
extension Acceptor {
  /// A session of an unknown source begins.
  func receiveStranger(_ slot: Slot) {
    slot.charged = remembered.budget.charge(signature: slot.signer?.signature ?? 0)
    remembered.handshakes += 1
    if let source = slot.source { remembered.serve(source, now: now) }
  }

  /// Somebody was let in by this session: with a certificate, its source is known from now on. The handler for knocks is
  /// for those whom the policy does not have.
  func welcome(_ slot: Slot, _ request: HandlerRequest) {
    forgetStranger(slot)
    guard let source = slot.source, !slot.isExempt, request.service != HandlerRequest.knockService,
      request.peerKey.contains(where: { $0 != 0 })
    else { return }
    remembered.known.remember(source, at: Sources.time(now), now: Sources.time(now))
  }

  /// A session is gone, on this code or a crash: what its source has earned by it.
  func judge(_ slot: Slot, _ end: SessionExit?, processorTime: UInt64) {
    if let charged = slot.charged {
      remembered.budget.settle(
        charged: charged, used: processorTime + slot.startMicroseconds, signing: slot.signing)
    }
    forgetStranger(slot)
    guard !slot.wasCutShort else { return }
    guard let end else { return penalise(slot, for: .crash) }
    if let misdeed = end.misdeed, !slot.hasAsked { penalise(slot, for: misdeed) }
  }

  /// Adds a misdeed to what the slot's source has against it.
  func penalise(_ slot: Slot, for misdeed: Misdeed) {
    guard let source = slot.source, !slot.isExempt else { return }
    guard let time = remembered.penalise(source, for: misdeed, now: now) else { return }
    refusals.penalised(source, seconds: (time + 999_999) / 1_000_000, for: misdeed)
    reportSoon()
  }

  private func forgetStranger(_ slot: Slot) {
    guard slot.charged != nil else { return }
    slot.charged = nil
    remembered.handshakes -= 1
  }
}
