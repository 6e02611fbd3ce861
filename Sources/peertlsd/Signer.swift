import Glibc
import Handoff
import Processes

/// The node's key as one load found it: a peertls-keyd, which is started again where it ends, as long as it may be needed.
final class Signer {
  /// How far its process is.
  enum Phase {
    /// There is none.
    case gone
    /// It takes the key.
    case starting
    /// It signs.
    case ready
  }

  /// How long it may take the key, or be silent. A token may be slow.
  static let patience: UInt64 = 30_000_000
  /// How long it may take to end when it is needed no more.
  private static let farewell: UInt64 = 5_000_000
  /// How long after a line was given it is asked whether it is there.
  private static let interval: UInt64 = 5_000_000

  /// Unique among those of this acceptor.
  let number: UInt64
  private let program: Program
  /// What the program's descriptors are; the key is not read here. nil where a token has it.
  private let credentials: Descriptor
  private let key: Descriptor?

  private(set) var phase = Phase.gone
  private(set) var process: pid_t = 0
  var channel: Channel?
  /// When something is due: it must be started, be ready, be asked, or have answered.
  private(set) var due = UInt64.max
  /// How often it was asked whether it is there, and has not answered.
  private var questions = 0
  /// Since when it takes no question.
  private var busySince: UInt64?
  /// What it could not be told yet, in order: two messages for each of its lines at most.
  private var owed: [ToSigner] = []
  /// What it has said of its failure.
  var complaint: String?
  /// Sessions that may still need it.
  var users = 0
  /// How often it has ended in short order, and whether it was told why it does not start.
  private var failures = 0
  private var hasToldFailure = false
  private var readySince: UInt64 = 0
  /// What a signature takes, in microseconds: at its start, and since then by degrees as strangers' have taken.
  private(set) var signature: UInt64 = 0

  /// For a program whose descriptors `credentials` and `key` are its own from now on.
  init(_ program: Program, credentials: consuming Descriptor, key: consuming Descriptor?, number: UInt64) {
    (self.program, self.number) = (program, number)
    self.credentials = credentials
    self.key = key
  }

  /// Starts its process. `pair`: the channel.
  func start(_ pair: consuming Channel.Pair, null: borrowing Descriptor, now: UInt64) throws(SystemError) {
    var program = program
    program.descriptors = [null.number, null.number, 2, pair.theirs.descriptor.number, credentials.number]
    switch key {
    case .some(let key): program.descriptors.append(key.number)
    case .none: program.descriptors.append(-1)
    }
    process = try program.spawn()
    channel = .some(pair.ours)
    (phase, due, questions, complaint, busySince) = (.starting, now + Signer.patience, 0, nil, nil)
    owed = []
  }

  /// It has its key, and a signature takes so long.
  func becomeReady(signature: UInt64, now: UInt64) {
    (phase, due, readySince, hasToldFailure) = (.ready, .max, now, false)
    self.signature = signature
  }

  /// A signature has taken so long.
  func learn(_ microseconds: UInt64) { signature = (7 * signature + microseconds) / 8 }

  /// It has answered.
  func answered() {
    questions = 0
    due = isUpToDate() ? .max : Clock.monotonic + Signer.interval
  }

  /// Gives it a session's line. That it has gone, or is too busy to listen, is a shortage: both pass.
  func give(_ line: borrowing Channel, id: UInt64, signatures: UInt16, now: UInt64) throws(SystemError) {
    let message = ToSigner.line(id, signatures: signatures)
    guard phase == .ready, isUpToDate(), tell(message, line.descriptor.number) else {
      throw SystemError("reach peertls-keyd", code: EAGAIN)
    }
    if due == .max { due = now + Signer.interval }
  }

  /// Serves a line before those of strangers, now or when it listens again.
  func prefer(_ line: UInt64) { owe(.prefer(line)) }

  /// Has it forget a line whose session is gone, now or when it listens again. Once for each line.
  func forget(_ line: UInt64) { owe(.gone(line)) }

  private func owe(_ message: ToSigner) {
    guard channel != nil else { return }
    owed.append(message)
    _ = isUpToDate()
  }

  /// Tells it what it could not be told before; whether it knows all now.
  private func isUpToDate() -> Bool {
    while let message = owed.first, tell(message) { owed.removeFirst() }
    return owed.isEmpty
  }

  /// Says something; false where it does not listen.
  @discardableResult
  func tell(_ message: ToSigner, _ descriptor: Int32? = nil) -> Bool {
    (try? channel?.send(message.encode(), descriptors: descriptor.map { [$0] } ?? [])) != nil
  }

  /// Its time has come: asks whether it is there, or kills it where it does not say so.
  func hurry(now: UInt64) {
    guard phase == .ready, questions < 2, channel != nil else { return kill("does not answer") }
    if tell(.ping) {
      // What it has answered may have found no room.
      let patience = questions > 0 ? Signer.interval : Signer.patience - Signer.interval
      (questions, due, busySince) = (questions + 1, now + patience, nil)
    } else if let since = busySince, now - since > Signer.patience {
      kill("does not answer")
    } else {
      // It has more to hear than its channel holds.
      let asked = questions > 0 ? now - (Signer.patience - Signer.interval) : now
      (busySince, due) = (busySince ?? asked, now + Acceptor.second)
    }
  }

  /// Ends its process at once, for this reason; what follows, follows from its end.
  func kill(_ reason: String) {
    due = .max
    if complaint == nil { complaint = "peertls-keyd \(reason); killed" }
    if process > 0 { Children.signal(process, SIGKILL) }
  }

  /// It could not be started for want of something.
  func postpone(now: UInt64) { due = now + Acceptor.second }

  /// Nobody needs it: it ends when it sees that its channel has.
  func dismiss() {
    channel = nil
    due = process > 0 ? Clock.monotonic + Signer.farewell : .max
  }

  /// Its process has ended: when to start it again. Returns whether that is worth telling: always when it had its key, else
  /// once.
  func ended(now: UInt64) -> Bool {
    if phase == .ready && now - readySince > Signer.patience { failures = 0 }
    failures += 1
    defer { hasToldFailure = true }
    let isNews = phase == .ready || !hasToldFailure
    (phase, process) = (.gone, 0)
    channel = nil
    due = now + (failures == 1 ? 0 : Acceptor.second * min(60, 1 << UInt64(min(failures - 2, 6))))
    return isNews
  }
}
