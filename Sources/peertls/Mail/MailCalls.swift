import Glibc
import MailQueue
import Processes

/// Calls several contacts at once, each by a process of its own, so that one who is slow holds up nobody else.
struct MailCalls: ~Copyable {
  /// The most contacts that are called at once, without those who are slow.
  static let maximum = 8
  /// The most with those.
  static let maximumInAll = 64
  /// Who is called for longer is slow, in seconds; and while some are called, the queue is looked through as often.
  static let slowSeconds: UInt64 = 60

  private let run: MailRun
  private let whom: MailRun.Whom
  /// Whom else to call.
  private var rest: [String] = []
  /// Who is called, and since when, on the monotonic clock.
  private var running: [pid_t: (contact: String, since: UInt64)] = [:]
  private var worst: Int32 = 0
  private var nextLook: UInt64 = .max

  /// For the mail of these.
  init(_ run: MailRun, _ whom: MailRun.Whom) { (self.run, self.whom) = (run, whom) }

  /// Calls everybody for whom mail is due, also for whom it becomes due meanwhile; the worst of the exit codes.
  consuming func all(_ queue: borrowing MailQueue) throws -> Int32 {
    let signals = try Signals([SIGCHLD])
    let null = try File.open("/dev/null", O_RDWR)
    try look(queue)
    while !rest.isEmpty || !running.isEmpty {
      while !rest.isEmpty && hasRoom { try call(rest.removeFirst(), null.number) }
      pause(signals)
      if Clock.monotonic >= nextLook { try look(queue) }
    }
    return worst
  }

  private mutating func look(_ queue: borrowing MailQueue) throws {
    let due = try MailDue(of: whom, queue, run.patience, directory: run.state.queueDirectory)
    if !due.isWhole { worst = MailRun.worse(worst, Failure.Code.inputOutput.rawValue) }
    for contact in due.contacts.map(\.contact)
    where !rest.contains(contact) && !running.values.contains(where: { $0.contact == contact }) {
      rest.append(contact)
    }
    // Of who is asked for whatever was tried a short while ago, everything would be due again at once.
    guard whom.contacts.isEmpty && !whom.isAll else { return }
    let seconds = due.next.map { max(1, $0 - Clock.unixSeconds) } ?? .max
    nextLook = Clock.monotonic + min(MailCalls.slowSeconds, UInt64(seconds)) * 1_000_000
  }

  private mutating func call(_ contact: String, _ null: Int32) throws {
    var program = try OwnProgram.make(run.arguments(for: [contact], whom))
    program.descriptors = [null, null, 2]
    program.parentDeathSignal = SIGTERM
    running[try program.spawn()] = (contact, Clock.monotonic)
  }

  /// Waits for the end of a call, and no longer than until there may be something to do without.
  private mutating func pause(_ signals: borrowing Signals) {
    let now = Clock.monotonic
    let wake = slowTimes.filter { $0 > now }.reduce(nextLook, min)
    var list = WaitingList()
    list.add(signals.descriptor.number, .read)
    list.wait(milliseconds: wake == .max ? -1 : Int((wake - min(wake, now)) / 1000) + 1)
    while signals.next() != nil {}
    while let exit = Children.nextExit() {
      guard running.removeValue(forKey: exit.pid) != nil else { continue }
      worst = MailRun.worse(worst, exit.code ?? Failure.Code.temporary.rawValue)
    }
  }

  /// When those who are called become slow.
  private var slowTimes: [UInt64] { running.values.map { $0.since + MailCalls.slowSeconds * 1_000_000 } }

  private var hasRoom: Bool {
    let now = Clock.monotonic
    return running.count < MailCalls.maximumInAll && slowTimes.count { $0 > now } < MailCalls.maximum
  }
}
