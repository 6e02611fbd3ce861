import SIP

/// The answers to the requests of a while, so that one that comes again gets the same answer and nothing is done twice.
struct ServerTransactions {
  /// The most answers that are kept; the oldest goes first.
  static let capacity = 1024
  /// The most bytes that they may have together.
  static let maximumBytes = 1 << 20
  /// How long each is kept, in microseconds: 64 times T1 (RFC 3261 §17.2.2, Timer J).
  static let lifetime: UInt64 = 32_000_000

  /// What has become of a request before.
  enum Meeting: Equatable {
    case new
    /// The same request again: the answer that it got.
    case retransmission([UInt8])
    /// The same request, on another path (RFC 3261 §8.2.2.2).
    case merged
  }

  /// RFC 3261 §17.2.3; where the branch is not unique, all that identifies the request.
  private struct Key: Hashable {
    let branch: String
    let sentBy: String
    let method: String
    let rest: [String]
  }

  /// RFC 3261 §8.2.2.2.
  private struct Origin: Hashable {
    let callID: String
    let tag: String
    let sequence: UInt32
    let method: String
  }

  private struct Entry {
    let key: Key
    let origin: Origin?
    let expiry: UInt64
    let answer: [UInt8]
  }

  private var answers: [Key: [UInt8]] = [:]
  private var origins: Set<Origin> = []
  private var entries: [Entry] = []
  private var bytes = 0

  /// How many are kept.
  var count: Int { entries.count }

  /// Whether a request has come before. `now` is monotonic, in microseconds.
  mutating func meet(_ received: ReceivedRequest, now: UInt64) -> Meeting {
    expire(now)
    if let answer = answers[Self.key(received)] { return .retransmission(answer) }
    return received.to.tag == nil && origins.contains(Self.origin(received)) ? .merged : .new
  }

  /// Keeps the final answer. A request that was refused may be sent again as it was, for a refusal ends it; one that
  /// was served may not.
  mutating func keep(_ answer: [UInt8], to received: ReceivedRequest, wasServed: Bool, now: UInt64) {
    let key = Self.key(received)
    guard answers.updateValue(answer, forKey: key) == nil else { return }
    let origin = wasServed ? Self.origin(received) : nil
    if let origin { origins.insert(origin) }
    entries.append(Entry(key: key, origin: origin, expiry: now + Self.lifetime, answer: answer))
    bytes += answer.count
    while entries.count > Self.capacity || bytes > Self.maximumBytes { removeOldest(1) }
  }

  private mutating func expire(_ now: UInt64) {
    removeOldest(entries.prefix { $0.expiry <= now }.count)
  }

  private mutating func removeOldest(_ count: Int) {
    for entry in entries.prefix(count) {
      answers[entry.key] = nil
      if let origin = entry.origin { origins.remove(origin) }
      bytes -= entry.answer.count
    }
    entries.removeFirst(min(count, entries.count))
  }

  private static func key(_ received: ReceivedRequest) -> Key {
    let via = received.vias[0]
    let sentBy = "\(via.host):\(via.port.map(String.init) ?? "")"
    let branch = via.branch ?? ""
    guard branch.utf8.starts(with: Via.branchCookie.utf8) else {
      let rest = [received.callID, received.cSeq.description, received.from.tag ?? "", received.to.tag ?? ""]
      return Key(branch: via.description, sentBy: sentBy, method: received.request.method, rest: rest)
    }
    return Key(branch: branch, sentBy: sentBy, method: received.request.method, rest: [])
  }

  private static func origin(_ received: ReceivedRequest) -> Origin {
    Origin(
      callID: received.callID, tag: received.from.tag ?? "", sequence: received.cSeq.number,
      method: received.cSeq.method)
  }
}
