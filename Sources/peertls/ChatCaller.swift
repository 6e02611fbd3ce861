import Glibc
import Processes

/// Calls the peer for a conversation: `peertls deliver WHO --stay` as a child, which calls again by its own back-off.
struct ChatCaller: ~Copyable {
  /// How long after a start a person's writing may begin a call anew, in microseconds.
  static let pause: UInt64 = 10_000_000
  /// The longest line of a child's that is shown, in bytes.
  static let maximumLine = 1024

  /// Those of peertls, without its name; nil: nobody is to be called.
  private let arguments: [String]?
  private var pid: pid_t?
  private var errors: Descriptor?
  private var partial: [UInt8] = []
  private var said: [String] = []
  /// When it was started last, and when it may be started again, monotonic.
  private var started: UInt64 = 0
  private var next: UInt64? = 0
  private var isToStartAgain = false

  init(arguments: [String]?) { self.arguments = arguments }

  /// The descriptor to wait for; -1 where there is none.
  private(set) var input: Int32 = -1

  /// When ``call(now:)`` is to be tried next, monotonic; nil: never by itself.
  var deadline: UInt64? { pid == nil && arguments != nil ? next : nil }

  /// Calls, if it is time and no child does.
  mutating func call(now: UInt64) throws(SystemError) {
    guard let arguments, pid == nil, let next, now >= next else { return }
    // Where it cannot be started, it is tried again when the person writes.
    self.next = nil
    started = now
    let pipe = try Pipe()
    let reading = pipe.reading
    let writing = pipe.writing
    try reading.setNonBlocking()
    let null = try File.open("/dev/null", O_RDWR)
    var program = try OwnProgram.make(arguments)
    program.descriptors = [null.number, null.number, writing.number]
    program.parentDeathSignal = SIGTERM
    pid = try program.spawn()
    input = reading.number
    errors = .some(reading)
    partial = []
  }

  /// The person has written: whoever pauses between two calls calls now.
  mutating func hurry(isPausing: Bool, now: UInt64) {
    guard now >= started + ChatCaller.pause else { return }
    guard let pid else {
      next = now
      return
    }
    if isPausing {
      isToStartAgain = true
      Children.signal(pid, SIGTERM)
    }
  }

  /// A child has ended; where it was ours, and by ``hurry(isPausing:now:)``, it is started again.
  mutating func end(_ exit: Exit) {
    guard exit.pid == pid else { return }
    pid = nil
    // It ends by itself only where something is wrong that calling again does not mend.
    next = isToStartAgain ? 0 : nil
    isToStartAgain = false
  }

  /// Ends the child.
  mutating func stop() {
    if let pid { Children.signal(pid, SIGTERM) }
    (next, isToStartAgain) = (nil, false)
  }

  /// Whether there is a child.
  var isRunning: Bool { pid != nil }

  /// The lines that it has written to standard error since, without those that it said last time.
  mutating func takeLines() -> [String] {
    var lines: [String] = []
    while input >= 0 {
      var bytes: [UInt8] = []
      switch Bytes.read(input, appendingTo: &bytes, atMost: 4096) {
      case .moved: lines += split(bytes)
      case .wouldBlock: return lines
      case .ended, .failed:
        errors = nil
        input = -1
      }
    }
    return lines
  }

  private mutating func split(_ bytes: [UInt8]) -> [String] {
    var lines: [String] = []
    for byte in bytes {
      guard byte == UInt8(ascii: "\n") else {
        if partial.count < ChatCaller.maximumLine { partial.append(byte) }
        continue
      }
      var line = String(decoding: partial, as: UTF8.self)
      partial = []
      if line.hasPrefix("peertls: ") { line.removeFirst(9) }
      if line.isEmpty || said.contains(line) { continue }
      said = said.suffix(3) + [line]
      lines.append(line)
    }
    return lines
  }

  /// What was said may be said again: the connection was up meanwhile.
  mutating func forgetWhatWasSaid() { said = [] }
}
