import CPIM
import Conversations
import Processes
import SafeText
import Spool
import Talk

/// What of a conversation's directory is on the screen, and what is to come there.
struct ChatRecord: ~Copyable {
  /// How many messages are taken at once, so that the keyboard is not kept waiting.
  private static let most = 100

  private struct Place: Hashable {
    let box: Conversation.Box
    let name: String
  }

  let conversation: Conversation
  let contact: String
  private let sendsReceipts: Bool
  private var watch: ConversationWatch
  /// What is older, in microseconds since 1970, is history.
  private let start = Clock.unixMicroseconds
  /// What is to be looked at, in its order.
  private var pending: [Place] = []
  /// Received messages that are on the screen, and the last of them, which are not yet noted as read.
  private var shown: Set<String> = []
  private var unconfirmed: [(name: String, message: CPIMMessage?)] = []
  /// Own messages that are on the screen, by name, and their marks.
  private var numbers: [String: Int] = [:]
  private var marks = Marks()
  /// What is in out/ and no message of the person's.
  private var receipts: Set<String> = []
  /// The date that was shown last.
  private var day: Substring
  private var receiptsFail = false

  init(_ conversation: consuming Conversation, contact: String, sendsReceipts: Bool) throws(SystemError) {
    var watch = try ConversationWatch()
    try watch.add(conversation, Conversation.Box.allCases, notes: true)
    self.watch = watch
    self.conversation = conversation
    (self.contact, self.sendsReceipts) = (contact, sendsReceipts)
    day = Clock.localText(start).prefix(10)
  }

  /// The descriptor to wait for, and then to ``notice()``.
  var watchNumber: Int32 { watch.number }

  /// There is more to show at once.
  var hasMore: Bool { !pending.isEmpty }

  /// How many messages of the person's are in out/.
  func waiting() throws(SystemError) -> Int { try conversation.names(in: .out).count { !receipts.contains($0) } }

  /// Whom it is with, and how sure that is.
  func whom() throws(SystemError) -> String {
    guard let record = try conversation.peer() else { return "\(contact) has not been connected yet" }
    let peer = record.peer
    let names = [peer.name] + peer.emails.prefix(3).map { "<\($0)>" }
    let shown = names.filter { !$0.isEmpty }.map { SafeText.of($0, .line.atMost(Speaker.maximumName)) }
    let sure =
      peer.anchor.isEmpty
      ? "known by the key \(peer.key.prefix(16))..., claims to be"
      : "\(SafeText.of(peer.anchor, .line.atMost(Speaker.maximumName))) vouches for"
    let seen = Clock.localText(UInt64(clamping: min(record.seen, 1 << 40)) * 1_000_000)
    return "\(contact): \(sure) \(shown.isEmpty ? "nobody" : shown.joined(separator: " ")); last connected \(seen)"
  }

  /// The last messages of before, and how many there are that nobody has seen.
  mutating func begin(_ count: Int) throws(SystemError) -> [Saying] {
    pending = try conversation.names(in: .new).map { Place(box: .new, name: $0) }
    let unread = pending.isEmpty ? [] : [Saying(remark: "new: \(pending.count)")]
    return try history(count) + unread
  }

  /// The last messages, but those that nobody has seen.
  mutating func history(_ count: Int) throws(SystemError) -> [Saying] {
    var places: [Place] = []
    for box in [Conversation.Box.cur, .sent, .failed] {
      places += try conversation.lastNames(in: box, limit: count).map { Place(box: box, name: $0) }
    }
    for name in try conversation.names(in: .out).suffix(count) { places.append(Place(box: .out, name: name)) }
    // Every name begins with its time.
    places.sort { $0.name < $1.name }
    var sayings: [Saying] = []
    for place in places.suffix(count) {
      if place.box == .cur { shown.insert(place.name) }
      sayings += try place.box == .cur ? received(place) : sent(place, isHistory: true)
    }
    return sayings
  }

  /// Takes what the directory tells; whether there was anything.
  mutating func notice() throws(SystemError) -> Bool {
    let changes = try watch.read()
    for change in changes {
      switch change {
      case .message(_, let box, let name): pending.append(Place(box: box, name: name))
      case .lookAgain: try lookAgain()
      case .note: break
      }
    }
    return !changes.isEmpty
  }

  /// What is new and to be shown now; when it is, ``confirm()``.
  mutating func takeNews() throws(SystemError) -> [Saying] {
    var sayings: [Saying] = []
    for place in pending.prefix(ChatRecord.most) {
      switch place.box {
      case .new, .cur:
        guard shown.insert(place.name).inserted else { continue }
        sayings += try received(place)
      case .out, .sent, .failed: sayings += try hear(place)
      }
    }
    pending.removeFirst(min(pending.count, ChatRecord.most))
    return sayings
  }

  /// What was taken is on the screen: whoever asked is told so, and it is unread no more. Why that failed, once.
  mutating func confirm() -> String? {
    var problem: SystemError?
    for (name, message) in unconfirmed {
      do throws(SystemError) {
        if sendsReceipts, let receipt = message.flatMap({ Receipt.displayed($0, microseconds: Clock.unixMicroseconds) })
        {
          receipts.insert(try conversation.put(receipt))
        }
      } catch { problem = error }
      do throws(SystemError) { try conversation.markRead(name) } catch { problem = error }
    }
    unconfirmed = []
    defer { receiptsFail = problem != nil }
    return receiptsFail ? nil : problem.map { "what you have read cannot be noted: \($0)" }
  }

  /// The marks to be shown now.
  mutating func takeMarks() -> [Int: Fate] { marks.takeNews() }

  /// Puts a text into out/. `waits`: say so.
  mutating func send(_ text: String, waits: Bool) throws(SystemError) -> [Saying] {
    let now = Clock.unixMicroseconds
    let name = try conversation.put(OutgoingText.message(text, microseconds: now))
    let number = number(name)
    marks.begin(number, .waits)
    if waits { marks.repeat(number) }
    return date(now) + [Saying(sent: .text(text), number: number, time: time(now), fate: nil)]
  }

  private mutating func lookAgain() throws(SystemError) {
    for box in Conversation.Box.allCases {
      // What is older was there before, or came with the events that are lost, of which the system keeps some thousands.
      let names = try box == .new ? conversation.names(in: box) : conversation.lastNames(in: box, limit: 20_000)
      pending += names.filter { box == .new || isNew($0) || numbers[String($0.prefix(UniqueName.length))] != nil }
        .map { Place(box: box, name: $0) }
    }
  }

  private func isNew(_ name: String) -> Bool {
    UniqueName.time(String(name.prefix(UniqueName.length))).map { $0 >= start } ?? false
  }

  /// Something has come of an own message, or one was written elsewhere.
  private mutating func hear(_ place: Place) throws(SystemError) -> [Saying] {
    let name = String(place.name.prefix(UniqueName.length))
    if receipts.contains(name) { return [] }
    guard let number = numbers[name] else { return isNew(name) ? try sent(place, isHistory: false) : [] }
    switch place.box {
    case .failed: marks.hear(number, try read(place).fate)
    default: marks.hear(number, fate(place))
    }
    return []
  }

  private mutating func sent(_ place: Place, isHistory: Bool) throws(SystemError) -> [Saying] {
    let name = String(place.name.prefix(UniqueName.length))
    var (message, fate) = try read(place)
    if message == nil, place.box == .sent, let now = try conversation.sentMessage(name) {
      // The notification has come meanwhile.
      (message, fate) = try read(Place(box: .sent, name: now.text))
    }
    guard let message, let time = UniqueName.time(name) else { return [] }
    if message.isNotification {
      receipts.insert(name)
      return []
    }
    let number = number(name)
    marks.begin(number, fate)
    return date(time) + [
      Saying(sent: message, number: number, time: self.time(time), fate: isHistory || fate != .waits ? fate : nil)
    ]
  }

  private mutating func received(_ place: Place) throws(SystemError) -> [Saying] {
    let time = ReceivedName(place.name)?.time ?? start
    do throws(ChatRecord.Unreadable) {
      let message = try message(place.box == .new ? [.new, .cur] : [.cur], place.name)
      guard let message else { return [] }
      if place.box == .new { unconfirmed.append((place.name, message)) }
      return date(time) + [Saying(received: message, contact: contact, time: self.time(time))]
    } catch {
      if place.box == .new { unconfirmed.append((place.name, nil)) }
      return date(time) + [Saying(unreadable: error.reason, by: "<\(Speaker.shown(contact))>", time: self.time(time))]
    }
  }

  /// A message of the person's, and what its place says of it; nil where it is gone or no message.
  private func read(_ place: Place) throws(SystemError) -> (message: CPIMMessage?, fate: Fate) {
    let message = (try? message([place.box], place.name)) ?? nil
    if place.box == .failed {
      return (message, .failed(SafeText.of(message?[own: "Failure"] ?? "", .line.atMost(200))))
    }
    return (message, fate(place))
  }

  private func fate(_ place: Place) -> Fate {
    guard place.box == .sent else { return .waits }
    switch SentMessage(place.name)?.disposition {
    case .displayed: return .read
    case .delivered: return .delivered
    default: return .sent
    }
  }

  private struct Unreadable: Error { let reason: String }

  private func message(_ boxes: [Conversation.Box], _ name: String) throws(Unreadable) -> CPIMMessage? {
    for box in boxes {
      let bytes: [UInt8]?
      do throws(SystemError) { bytes = try conversation.read(name, in: box) } catch {
        throw Unreadable(reason: "\(error)")
      }
      guard let bytes else { continue }
      do throws(CPIMError) { return try CPIMMessage(parsing: bytes, lineEnds: .any) } catch {
        throw Unreadable(reason: error.message)
      }
    }
    return nil
  }

  private mutating func number(_ name: String) -> Int {
    if let number = numbers[name] { return number }
    numbers[name] = numbers.count + 1
    return numbers.count
  }

  private func time(_ microseconds: UInt64) -> String { String(Clock.localText(microseconds).suffix(8)) }

  /// The date, where it is another than before.
  private mutating func date(_ microseconds: UInt64) -> [Saying] {
    let date = Clock.localText(microseconds).prefix(10)
    guard date != day else { return [] }
    day = date
    return [Saying(remark: String(date))]
  }
}
