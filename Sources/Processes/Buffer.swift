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
  public mutating func fill(_ body: (inout MutableRawSpan) -> Int) {
    var room = unsafe MutableRawSpan(_unsafeStart: memory + end, byteCount: capacity - end)
    let count = body(&room)
    precondition(count >= 0 && count <= capacity - end)
    end += count
  }

  /// Lets `body` take from the front of those that wait; it returns how many it has taken.
  public mutating func drain(_ body: (RawSpan) -> Int) {
    let count = body(unsafe RawSpan(_unsafeStart: memory + start, byteCount: end - start))
    precondition(count >= 0 && count <= end - start)
    start += count
    if start == end { clear() }
  }

  /// Forgets what waits.
  public mutating func clear() { (start, end) = (0, 0) }
}
