/// What is known of the tries so far: of a message, or of calling a contact. It is in a file of its own, for the message's
/// never changes.
public struct Attempt: Equatable, Sendable {
  /// The longest reason that is kept, in bytes.
  public static let maximumReasonBytes = 4096
  /// The most tries that are counted.
  public static let maximumTries = 999_999
  static let maximumBytes = 2 * maximumReasonBytes

  /// The next try is not before this, in seconds since 1970; of a message that failed, when that was.
  public var next: Int64
  /// How many tries have failed one after another.
  public var tries: Int
  /// Why the last one did: one line, in whoever's words; unfit for a terminal (module SafeText).
  public var reason: String
  /// The remote's reply where it was that (RFC 5321 §4.2), its code first.
  public var reply: String
  /// The sender was told: that it takes long, or of one that failed, why.
  public var isTold: Bool
  /// How long a message has waited; nil where nobody had to note it.
  public var waiting: Waiting?

  /// What is known.
  public init(
    next: Int64, tries: Int, reason: String, reply: String = "", isTold: Bool = false, waiting: Waiting? = nil
  ) {
    (self.next, self.tries, self.reason, self.reply, self.isTold) = (next, tries, reason, reply, isTold)
    self.waiting = waiting
  }

  func encode() -> [UInt8] {
    let waited = waiting.map { [("Waited", String(max(0, $0.seconds))), ("Seen", String(max(0, $0.seen)))] } ?? []
    let fields = [
      ("Next", String(max(0, next))), ("Tries", String(min(max(0, tries), Attempt.maximumTries))),
      ("Told", isTold ? "yes" : "no"), ("Reason", NoteFile.fitted(reason, Attempt.maximumReasonBytes)),
      ("Reply", NoteFile.fitted(reply, Attempt.maximumReasonBytes - 256)),
    ]
    return NoteFile.encode(fields + waited) ?? []
  }

  init?(parsing bytes: [UInt8]) {
    guard let fields = NoteFile.fields(bytes[...]), let next = fields["Next"].flatMap({ Int64($0) }),
      let tries = fields["Tries"].flatMap({ Int($0) }), (0...Attempt.maximumTries).contains(tries),
      (0...(1 << 40)).contains(next)
    else { return nil }
    let times = [fields["Waited"], fields["Seen"]].compactMap { $0.flatMap { Int64($0) } }
    let isWhole = times.count == 2 && times.allSatisfy { (0...(1 << 40)).contains($0) }
    self.init(
      next: next, tries: tries, reason: fields["Reason"] ?? "", reply: fields["Reply"] ?? "",
      isTold: fields["Told"] == "yes",
      waiting: isWhole ? Waiting(seconds: times[0], seen: times[1]) : nil)
  }
}
