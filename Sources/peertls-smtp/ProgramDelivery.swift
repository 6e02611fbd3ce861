import Glibc
import Processes
import SMTP

/// Hands a message to a program: its standard input is the message, its exit code (sysexits.h) says what became of it.
struct ProgramDelivery {
  /// How long it may take, in microseconds; then it is killed.
  static let patience: UInt64 = 300_000_000
  private static let pauseMilliseconds = 5

  let path: String
  /// The message's file.
  let file: Int32
  let envelope: Envelope
  /// Readable when this program is to end.
  let interrupt: Int32

  /// What became of it.
  func deliver() -> DeliveryOutcome {
    func later(_ note: String) -> DeliveryOutcome {
      let refusal = Refusal(451, EnhancedStatus(4, 3, 0), "the mailbox's program did not take it")
      return DeliveryOutcome(delivered: [], refusal: refusal, note: "\(path): \(note)")
    }
    do throws(SystemError) {
      // Opened anew: read from its beginning, and not to be written.
      let input = try File.open("/proc/self/fd/\(file)")
      var program = Program(path: path, arguments: [path])
      program.environment = environment
      program.descriptors = [input.number, -1, 2]
      program.parentDeathSignal = SIGTERM
      let child = try program.spawn()
      guard let exit = wait(for: child) else { return later("a signal ended it") }
      return outcome(exit) ?? later("it ended with \(exit)")
    } catch { return later("\(error)") }
  }

  /// What the program is told beside the message.
  private var environment: [String] {
    var variables = [
      "PATH=/usr/local/bin:/usr/bin:/bin", "SENDER=\(envelope.mail.sender?.description ?? "")",
      "RECIPIENTS=\(envelope.recipients.map(\.original).joined(separator: "\n"))",
    ]
    for name in ["STATE_DIRECTORY"] + ProgramDelivery.passed {
      if let value = Environment.value(name) { variables.append("\(name)=\(value)") }
    }
    return variables
  }

  private static let passed = [
    "PEERTLS_SESSION", "PEERTLS_PEER_NAME", "PEERTLS_PEER_EMAIL", "PEERTLS_PEER_KEY", "PEERTLS_PEER_CERT",
    "PEERTLS_PEER_ANCHOR", "PEERTLS_NODE_NAME", "PEERTLS_NODE_EMAIL",
  ]

  /// The exit code; nil where a signal ended it.
  private func wait(for child: pid_t) -> Int32? {
    let end = Clock.monotonic + ProgramDelivery.patience
    while true {
      if let exit = Children.nextExit(), exit.pid == child { return exit.code }
      var list = WaitingList()
      list.add(interrupt, .read)
      list.wait(milliseconds: ProgramDelivery.pauseMilliseconds)
      let isOver = Clock.monotonic >= end || !list.result(interrupt).isEmpty
      if isOver { Children.signal(child, SIGKILL) }
    }
  }

  private func outcome(_ code: Int32) -> DeliveryOutcome? {
    switch code {
    case 0: DeliveryOutcome(delivered: envelope.recipients, refusal: nil)
    case EX_DATAERR: refused(554, EnhancedStatus(5, 6, 0))
    case EX_NOUSER: refused(550, EnhancedStatus(5, 1, 1))
    case EX_UNAVAILABLE: refused(554, EnhancedStatus(5, 3, 0))
    case EX_NOPERM: refused(550, EnhancedStatus(5, 7, 1))
    // Nothing that might be a program's fault has a message lost.
    default: nil
    }
  }

  private func refused(_ code: Int, _ status: EnhancedStatus) -> DeliveryOutcome {
    DeliveryOutcome(delivered: [], refusal: Refusal(code, status, "the mailbox's program refuses it"))
  }
}
