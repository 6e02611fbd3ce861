import Glibc
import Processes
import SIP

/// The connection: what the peer says comes from descriptor 0, what it is told goes to descriptor 1, and neither waits.
struct Wire: ~Copyable {
  /// While so many bytes wait to be written, nothing more is read.
  static let maximumPending = 256 * 1024
  /// How much one reading takes.
  static let readBytes = 64 * 1024

  private var input: Descriptor?
  private var output: Descriptor?
  /// Their numbers, -1 once they are closed.
  private var inputNumber: Int32
  private var outputNumber: Int32
  private var framer = Framer()
  private var pending: [UInt8] = []
  private var start = 0
  /// The peer finished properly: end of file.
  private(set) var peerHasFinished = false
  /// Nobody reads what is written, or a descriptor failed.
  private(set) var isBroken = false
  /// There may be more to read that came before, once there is room for the answers.
  private(set) var isHeldBack = false
  /// When bytes last moved either way, on the monotonic clock.
  private(set) var lastMove = Clock.monotonic
  /// When the peer last said anything.
  private(set) var lastHeard = Clock.monotonic

  /// Takes over descriptors 0 and 1.
  init() throws(SystemError) {
    let input = try StandardStream.take(0)
    let output = try StandardStream.take(1)
    (inputNumber, outputNumber) = (input.number, output.number)
    self.input = consume input
    self.output = consume output
  }

  /// Nothing more should be written, or said in answer, before some of it has left.
  var isFull: Bool { pending.count - start >= Wire.maximumPending }
  /// All that was sent has left.
  var isFlushed: Bool { start == pending.count }
  /// A message has begun and not ended.
  var isInsideMessage: Bool { framer.isInsideMessage }

  func enlist(in list: inout WaitingList) {
    if inputNumber >= 0 && !isFull { list.add(inputNumber, .read) }
    // Also with nothing to write: that nobody reads any more is told unasked.
    if outputNumber >= 0 { list.add(outputNumber, isFlushed ? [] : .write) }
  }

  /// Moves what can move.
  mutating func attend(_ list: borrowing WaitingList) {
    if outputNumber >= 0 && !list.result(outputNumber).isEmpty {
      if isFlushed && list.result(outputNumber).contains(.noReader) { lose() }
      flush()
    }
    if inputNumber >= 0 && !isFull && !list.result(inputNumber).isEmpty { receive() }
  }

  private mutating func receive() {
    var bytes: [UInt8] = []
    switch Bytes.read(inputNumber, appendingTo: &bytes, atMost: Wire.readBytes) {
    case .moved:
      framer.append(bytes)
      lastMove = Clock.monotonic
      lastHeard = lastMove
    case .wouldBlock: break
    case .ended:
      peerHasFinished = true
      stopReading()
    case .failed: lose()
    }
  }

  /// What came next; nil until more arrives, or while too much waits to be written.
  mutating func next() -> Framer.Arrival? {
    isHeldBack = isFull && !isBroken
    return isHeldBack || isBroken ? nil : framer.next()
  }

  /// Sends bytes, now or when there is room.
  mutating func send(_ bytes: [UInt8]) {
    guard outputNumber >= 0 else { return }
    if start > pending.count / 2 {
      pending.removeFirst(start)
      start = 0
    }
    pending += bytes
  }

  /// Writes as much as can be written now.
  mutating func flush() {
    while outputNumber >= 0 && start < pending.count {
      switch Bytes.write(outputNumber, pending, from: start) {
      case .moved(let count):
        start += count
        lastMove = Clock.monotonic
      case .wouldBlock: return
      case .ended, .failed: return lose()
      }
    }
    if start == pending.count { (pending, start) = ([], 0) }
  }

  /// Reads no more.
  mutating func stopReading() {
    input = nil
    inputNumber = -1
  }

  /// Tells the peer that nothing more comes; what waits must have been written.
  mutating func finishWriting() {
    output = nil
    outputNumber = -1
  }

  private mutating func lose() {
    isBroken = true
    stopReading()
    finishWriting()
    (pending, start) = ([], 0)
  }
}
