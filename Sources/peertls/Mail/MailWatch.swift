import Glibc
import MailQueue
import Processes
import SafeText

/// Has a queued message sent by a process of its own, and tells what becomes of it. Who is sending is not in a hurry: it
/// goes on when the person has waited long enough.
struct MailWatch {
  let run: MailRun
  /// Whom the message is for.
  let contact: String
  /// What it is called in the queue.
  let name: String

  /// Waits for its fate. Throws unless their node has stored it.
  func awaitFate(seconds: Int) throws {
    if seconds == 0 { throw Failure(.temporary, "queued as \(MailRow.identifier(name))") }
    let deadline = Clock.monotonic + UInt64(seconds) * 1_000_000
    var outcome = try send(until: deadline)
    // Another process may have taken it before.
    while outcome != nil, try isTaken() {
      guard Clock.monotonic < deadline else {
        outcome = nil
        break
      }
      var list = WaitingList()
      list.wait(milliseconds: 200)
    }
    try tell(outcome, seconds)
  }

  /// The exit code of the process that sends it, or nil where it has not ended in time.
  private func send(until deadline: UInt64) throws -> Int32? {
    let signals = try Signals([SIGCHLD])
    let pid = try MailWatch.start(run, [contact])
    while Clock.monotonic < deadline {
      while let exit = Children.nextExit() {
        if exit.pid == pid { return exit.code ?? Failure.Code.temporary.rawValue }
      }
      var list = WaitingList()
      list.add(signals.descriptor.number, .read)
      list.wait(milliseconds: Int((deadline - min(deadline, Clock.monotonic)) / 1000) + 1)
      while signals.next() != nil {}
    }
    return nil
  }

  /// Starts what sends to contacts, and does not wait for it. What goes wrong is noted in the queue.
  static func start(_ run: MailRun, _ contacts: [String]) throws(SystemError) -> pid_t {
    let null = try File.open("/dev/null", O_RDWR)
    var program = try OwnProgram.make(run.arguments(for: contacts))
    program.descriptors = [null.number, null.number, null.number]
    return try program.spawn()
  }

  private func isTaken() throws -> Bool { try run.state.existingQueue()?.isTaken(name) ?? false }

  private func tell(_ code: Int32?, _ seconds: Int) throws {
    guard let queue = try run.state.existingQueue(), let row = try MailRow.find(name, in: queue) else { return }
    let reason = SafeText.of(row.reason)
    if row.state == .failed { throw Failure(.unavailable, "\(contact)'s node will not get the mail: \(reason)") }
    let queued = "the mail is queued as \(row.id), and peertls queue tries again"
    guard let code else { throw Failure(.temporary, "it has not gone in \(seconds) s; \(queued)") }
    let kind = Failure.Code(rawValue: code).flatMap { $0.rawValue == 0 ? nil : $0 } ?? .temporary
    throw Failure(kind, "\(reason.isEmpty ? "it has not gone" : reason); \(queued)")
  }
}
