import Glibc

/// A queue of bytes of a fixed capacity. Its pages cost memory only once bytes have been in them.
@safe public struct Buffer: ~Copyable {
  private let memory: UnsafeMutableRawPointer
  private let capacity: Int
  private var start = 0
  private var end = 0

  /// Room for `capacity` bytes.
  public init(capacity: Int) {
    unsafe memory = .allocate(byteCount: capacity, alignment: 16)
    self.capacity = capacity
  }

  deinit { unsafe memory.deallocate() }

  /// Nothing waits.
  public var isEmpty: Bool { start == end }
  /// No more fits before something leaves.
  public var isFull: Bool { end == capacity }

  /// Lets `body` put bytes behind those that wait; it returns how many it has put.
  public mutating func fill<Failure: Error>(_ body: (inout MutableRawSpan) throws(Failure) -> Int) throws(Failure) {
    var room = unsafe MutableRawSpan(_unsafeStart: memory + end, byteCount: capacity - end)
    let count = try body(&room)
    precondition(count >= 0 && count <= capacity - end)
    end += count
  }

  /// Lets `body` take from the front of those that wait; it returns how many it has taken.
  public mutating func drain<Failure: Error>(_ body: (RawSpan) throws(Failure) -> Int) throws(Failure) {
    let count = try body(unsafe RawSpan(_unsafeStart: memory + start, byteCount: end - start))
    precondition(count >= 0 && count <= end - start)
    start += count
    if start == end { clear() }
  }

  /// Puts as many of these bytes behind those that wait as fit.
  public mutating func append(_ bytes: [UInt8]) {
    let count = min(bytes.count, capacity - end)
    unsafe (memory + end).copyMemory(from: bytes, byteCount: count)
    end += count
  }

  /// Takes all that wait.
  public mutating func takeAll() -> [UInt8] {
    defer { clear() }
    return unsafe Array(UnsafeRawBufferPointer(start: memory + start, count: end - start))
  }

  /// Forgets what waits.
  public mutating func clear() { (start, end) = (0, 0) }
}
