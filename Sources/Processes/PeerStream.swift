import Glibc

/// A handler's connection: what the peer says comes from descriptor 0, what it is told goes to descriptor 1, and neither
/// waits.
public struct PeerStream: ~Copyable {
  /// While so many bytes wait to be written, nothing more is read.
  public static let maximumPending = 256 * 1024
  /// How much one reading takes, in bytes.
  public static let readBytes = 64 * 1024

  private var input: Descriptor?
  private var output: Descriptor?
  /// Their numbers, -1 once they are closed.
  private var inputNumber: Int32
  private var outputNumber: Int32
  private var pending: [UInt8] = []
  private var start = 0
  /// The peer finished properly: end of file.
  public private(set) var peerHasFinished = false
  /// Nobody reads what is written, or a descriptor failed.
  public private(set) var isBroken = false
  /// When bytes last moved either way, on the monotonic clock.
  public private(set) var lastMove = Clock.monotonic

  /// Takes over descriptors 0 and 1.
  public init() throws(SystemError) {
    let input = try StandardStream.take(0)
    let output = try StandardStream.take(1)
    (inputNumber, outputNumber) = (input.number, output.number)
    self.input = consume input
    self.output = consume output
  }

  /// Nothing more should be written, or said in answer, before some of it has left.
  public var isFull: Bool { pending.count - start >= PeerStream.maximumPending }
  /// All that was sent has left.
  public var isFlushed: Bool { start == pending.count }

  /// Waits for what the peer says, if that is `wanted` and there is room for the answer, and for room to write.
  public func enlist(in list: inout WaitingList, reading wanted: Bool = true) {
    if inputNumber >= 0 && wanted && !isFull { list.add(inputNumber, .read) }
    // Also with nothing to write: that nobody reads any more is told unasked.
    if outputNumber >= 0 { list.add(outputNumber, isFlushed ? [] : .write) }
  }

  /// Moves what can move; what has arrived.
  public mutating func attend(_ list: borrowing WaitingList) -> [UInt8] {
    if outputNumber >= 0 && !list.result(outputNumber).isEmpty {
      if isFlushed && list.result(outputNumber).contains(.noReader) { lose() }
      flush()
    }
    guard inputNumber >= 0 && !isFull && !list.result(inputNumber).isEmpty else { return [] }
    var bytes: [UInt8] = []
    switch Bytes.read(inputNumber, appendingTo: &bytes, atMost: PeerStream.readBytes) {
    case .moved: lastMove = Clock.monotonic
    case .wouldBlock: break
    case .ended:
      peerHasFinished = true
      stopReading()
    case .failed: lose()
    }
    return bytes
  }

  /// Sends bytes, now or when there is room.
  public mutating func send(_ bytes: [UInt8]) {
    guard outputNumber >= 0 else { return }
    if start > pending.count / 2 {
      pending.removeFirst(start)
      start = 0
    }
    pending += bytes
  }

  /// Writes as much as can be written now.
  public mutating func flush() {
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
  public mutating func stopReading() {
    input = nil
    inputNumber = -1
  }

  /// Tells the peer that nothing more comes; what waits must have been written.
  public mutating func finishWriting() {
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
