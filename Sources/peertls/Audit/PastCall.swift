import Journal

/// One call to the node, put together from the records of its session.
struct PastCall {
  /// What was decided.
  enum Outcome: String, CaseIterable {
    /// Let in.
    case allow
    /// Refused.
    case deny
    /// Let in to knock.
    case knock
    /// It ended before anybody was judged: no handshake, or none in time.
    case none
  }

  /// All fields that are known, the verdict's own where it was judged again later.
  let event: TrailEvent
  /// Plaintext from the peer and to the peer, in bytes.
  let (bytesIn, bytesOut): (UInt64, UInt64)
  /// How long it lasted, in microseconds.
  let duration: UInt64
  /// Whether its end has been seen.
  let hasEnded: Bool

  /// What was decided.
  var outcome: Outcome { event[.verdict].flatMap(Outcome.init) ?? .none }
  /// Why.
  var reason: String { event[.reason] ?? "" }

  /// Whom all calls with the same value come from: a name that an anchor vouches for, else a key, which comes before what
  /// its holder says of itself: no name can look like another's key.
  var peer: String {
    if event[.peerVerified] == "yes", event.who != "-" { return event.who }
    guard let key = event[.peerKey], !key.isEmpty else { return "(no certificate)" }
    let who = event.who
    return who.hasPrefix("key:") || who == "-" ? "key:\(key.prefix(16))…" : "key:\(key.prefix(16))… \(who)"
  }
}

/// Puts calls together from a trail.
struct CallCollector {
  /// Calls whose end is still to come that are kept; what begins beyond is counted as it is when its verdict comes.
  static let maximumOpen = 100_000

  private struct Open {
    var microseconds: UInt64?
    var values: [Field: String] = [:]
  }

  private var open: [String: Open] = [:]

  /// Takes the next record; a call where one is complete with it.
  mutating func take(_ event: TrailEvent) -> PastCall? {
    guard let session = event[.session], let kind = event[.event].flatMap(Event.init) else { return nil }
    guard [.sessionOpened, .verdict, .handlerStarted, .sessionClosed].contains(kind) else { return nil }
    var call = open.removeValue(forKey: session) ?? Open(microseconds: event.microseconds)
    let isJudged = call.values[.verdict] != nil
    for field in Field.allCases {
      guard let value = event[field], field != .reason || !isJudged, field != .verdict || !isJudged else { continue }
      if call.values[field] == nil || field == .service { call.values[field] = value }
    }
    guard kind != .sessionClosed else { return CallCollector.finished(call, hasEnded: true) }
    guard open.count < CallCollector.maximumOpen else {
      return kind == .verdict ? CallCollector.finished(call, hasEnded: false) : nil
    }
    open[session] = call
    return nil
  }

  /// The calls whose end is not in the trail, as far as they are known, in the order of their beginning.
  mutating func rest() -> [PastCall] {
    defer { open = [:] }
    return open.values.sorted { ($0.microseconds ?? 0) < ($1.microseconds ?? 0) }.map {
      CallCollector.finished($0, hasEnded: false)
    }
  }

  private static func finished(_ call: Open, hasEnded: Bool) -> PastCall {
    func number(_ field: Field) -> UInt64 { call.values[field].flatMap { UInt64($0) } ?? 0 }
    let fields = Field.allCases.compactMap { field in call.values[field].map { (name: field.rawValue, value: $0) } }
    return PastCall(
      event: TrailEvent(microseconds: call.microseconds, fields: fields), bytesIn: number(.bytesIn),
      bytesOut: number(.bytesOut), duration: number(.durationMicroseconds), hasEnded: hasEnded)
  }
}
