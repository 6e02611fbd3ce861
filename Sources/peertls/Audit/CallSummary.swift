/// What many calls come to.
struct Tally {
  private(set) var calls = 0
  private(set) var outcomes = [Int](repeating: 0, count: PastCall.Outcome.allCases.count)
  /// Plaintext bytes.
  private(set) var (bytesIn, bytesOut): (UInt64, UInt64) = (0, 0)
  /// Microseconds, all calls together.
  private(set) var duration: UInt64 = 0
  /// When the first began and the last, in microseconds since 1970.
  private(set) var (first, last): (UInt64?, UInt64?)

  /// How many had this outcome.
  subscript(outcome: PastCall.Outcome) -> Int { outcomes[PastCall.Outcome.allCases.firstIndex(of: outcome) ?? 0] }

  mutating func add(_ call: PastCall) {
    calls += 1
    for (index, outcome) in PastCall.Outcome.allCases.enumerated() where outcome == call.outcome {
      outcomes[index] += 1
    }
    bytesIn = bytesIn.adding(call.bytesIn)
    bytesOut = bytesOut.adding(call.bytesOut)
    duration = duration.adding(call.duration)
    if let time = call.event.microseconds {
      first = min(first ?? time, time)
      last = max(last ?? time, time)
    }
  }

  mutating func add(_ other: Tally) {
    calls += other.calls
    for index in outcomes.indices { outcomes[index] += other.outcomes[index] }
    bytesIn = bytesIn.adding(other.bytesIn)
    bytesOut = bytesOut.adding(other.bytesOut)
    duration = duration.adding(other.duration)
    first = [first, other.first].compactMap { $0 }.min()
    last = [last, other.last].compactMap { $0 }.max()
  }
}

extension UInt64 {
  /// A sum that stays at the largest number: what a record says may be anything.
  fileprivate func adding(_ other: UInt64) -> UInt64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}

/// The calls of a trail by peer, by day, by duration and by reason, in bounded memory.
struct CallSummary {
  /// Different peers that are told apart; those that come later are others.
  static let maximumPeers = 100_000
  /// Different reasons that are told apart.
  static let maximumReasons = 1_000
  /// The last calls that are kept whole.
  static let latestCount = 50
  /// Where one class of durations ends and the next begins, in microseconds.
  static let durationSteps: [(below: UInt64, name: String)] = [
    (100_000, "under 0.1 s"), (1_000_000, "0.1 to 1 s"), (10_000_000, "1 to 10 s"), (60_000_000, "10 to 60 s"),
    (600_000_000, "1 to 10 min"), (3_600_000_000, "10 to 60 min"), (.max, "an hour and more"),
  ]

  private(set) var total = Tally()
  private(set) var days: [Day: Tally] = [:]
  private(set) var peers: [String: Tally] = [:]
  /// Those beyond `maximumPeers`.
  private(set) var others = Tally()
  /// How many calls lasted how long, of those that have ended.
  private(set) var durations = [Int](repeating: 0, count: durationSteps.count)
  /// Why callers were not let in, and how often.
  private(set) var refusals: [String: Int] = [:]
  /// Those beyond `maximumReasons`.
  private(set) var otherRefusals = 0
  private(set) var running = 0
  private var kept: [PastCall] = []

  /// The last calls, the latest first.
  var latest: [PastCall] { kept.suffix(CallSummary.latestCount).reversed() }

  /// The days from the first to the last, at most so many, and what came before them; days without a call as well.
  func calendar(atMost count: Int) -> (days: [(day: Day, tally: Tally)], earlier: Tally) {
    guard let first = days.keys.min(), let last = days.keys.max() else { return ([], Tally()) }
    let start = max(first.number, last.number - count + 1)
    var earlier = Tally()
    for (day, tally) in days where day.number < start { earlier.add(tally) }
    return ((start...last.number).map { (Day(number: $0), days[Day(number: $0)] ?? Tally()) }, earlier)
  }

  /// Who has called most, at most so many, and all others together.
  func callers(atMost count: Int) -> (peers: [(name: String, tally: Tally)], others: Tally, otherCount: Int) {
    let sorted = peers.sorted { ($1.value.calls, $0.key) < ($0.value.calls, $1.key) }
    var rest = others
    for (_, tally) in sorted.dropFirst(count) { rest.add(tally) }
    return (sorted.prefix(count).map { ($0.key, $0.value) }, rest, max(0, sorted.count - count))
  }

  mutating func add(_ call: PastCall) {
    total.add(call)
    if let day = call.event.microseconds.flatMap(Day.init) { days[day, default: Tally()].add(call) }
    let peer = call.peer
    if peers[peer] != nil || peers.count < CallSummary.maximumPeers {
      peers[peer, default: Tally()].add(call)
    } else {
      others.add(call)
    }
    if call.hasEnded {
      let index = CallSummary.durationSteps.firstIndex { call.duration < $0.below } ?? durations.count - 1
      durations[index] += 1
    } else {
      running += 1
    }
    if call.outcome == .deny || call.outcome == .none { refuse(call.reason.isEmpty ? "no reason given" : call.reason) }
    kept.append(call)
    if kept.count > 2 * CallSummary.latestCount { kept.removeFirst(kept.count - CallSummary.latestCount) }
  }

  private mutating func refuse(_ reason: String) {
    if refusals[reason] != nil || refusals.count < CallSummary.maximumReasons {
      refusals[reason, default: 0] += 1
    } else {
      otherRefusals += 1
    }
  }
}
