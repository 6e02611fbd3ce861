/// Pings, and whether they are answered (RFC 5626 §4.4.1). Pure: times are parameters, monotonic, in microseconds.
struct KeepAlive {
  /// How long an answer may take: 10 seconds.
  static let patience: UInt64 = 10_000_000

  /// Between two pings; nil for none.
  private let period: UInt64?
  private var next: UInt64
  /// When a ping was sent that nothing has followed yet.
  private var sent: UInt64?
  /// The peer answers pings, as not every one does.
  private var answers = false

  init(seconds: UInt64?, now: UInt64) {
    period = seconds.map { $0 * 1_000_000 }
    next = now + (period ?? 0)
  }

  /// A line end came.
  mutating func hearPong() {
    if sent != nil { answers = true }
    sent = nil
  }

  /// Anything else came: the peer lives.
  mutating func hear() { sent = nil }

  /// Whether a ping is due; it counts as sent.
  mutating func isDue(now: UInt64) -> Bool {
    guard let period, now >= next else { return false }
    next = now + period
    sent = sent ?? now
    return true
  }

  /// Whether a peer that used to answer has not.
  func isDead(now: UInt64) -> Bool { answers && sent.map { now >= $0 + KeepAlive.patience } ?? false }

  /// When something may have to be done.
  var deadline: UInt64? {
    guard period != nil else { return nil }
    guard answers, let sent else { return next }
    return min(next, sent + KeepAlive.patience)
  }
}
