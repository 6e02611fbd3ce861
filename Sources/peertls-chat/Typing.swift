/// Whether our side is writing, and what the peer was told of it (RFC 3994). Pure: times are parameters, monotonic, in
/// microseconds.
struct Typing {
  /// How long nothing may be written before our side is idle (RFC 3994 §3.2): 15 seconds.
  static let idleAfter: UInt64 = 15_000_000
  /// For how long what is told holds, in seconds.
  static let refresh = 120
  /// When it is told again, somewhat sooner.
  static let tellAgain: UInt64 = 100_000_000

  /// What is to be done next.
  enum Step: Equatable {
    /// Ask the peer what it takes.
    case ask
    case tellActive
    case tellIdle
  }

  private let isKnown: Bool
  /// Whether the peer takes the documents; nil while nobody has asked.
  private var peerTakes: Bool?
  /// Until when our side is writing.
  private var activeUntil: UInt64 = 0
  /// When the peer was told that it is; nil where it believes that it is not.
  private var told: UInt64?

  /// `isKnown` is whether any of this is wanted.
  init(isKnown: Bool) { self.isKnown = isKnown }

  /// Somebody has written something just now.
  mutating func write(now: UInt64) { activeUntil = now + Typing.idleAfter }

  /// A message was sent: by that the peer knows that its writing has ended.
  mutating func send() { (activeUntil, told) = (0, nil) }

  /// What the peer takes is known now.
  mutating func learn(peerTakes: Bool) { self.peerTakes = peerTakes }

  /// The peer was told.
  mutating func tell(active: Bool, now: UInt64) { told = active ? now : nil }

  /// What is to be said now.
  func step(now: UInt64) -> Step? {
    guard isKnown, peerTakes != false else { return nil }
    if now < activeUntil {
      guard let told else { return peerTakes == nil ? .ask : .tellActive }
      return now >= told + Typing.tellAgain ? .tellActive : nil
    }
    return told == nil ? nil : .tellIdle
  }

  /// When `step` may say something else.
  func deadline(now: UInt64) -> UInt64? {
    guard isKnown, let told else { return nil }
    return now < activeUntil ? min(activeUntil, told + Typing.tellAgain) : now
  }
}
