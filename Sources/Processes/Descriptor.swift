import CLinux
import Glibc

/// An open file descriptor with one owner: closed when the owner goes.
public struct Descriptor: ~Copyable, Sendable {
  /// The number, valid as long as this value lives.
  public let number: Int32

  /// Takes over `number`, which nothing else may close.
  public init(adopting number: Int32) { self.number = number }

  deinit { close(number) }

  /// Gives the number away, unclosed.
  public consuming func release() -> Int32 {
    let number = number
    discard self
    return number
  }

  /// A second descriptor of the same open file, close-on-exec.
  public func duplicate() throws(SystemError) -> Descriptor {
    try Descriptor.duplicate(number)
  }

  /// Whether this process has a descriptor of that number.
  public static func isOpen(_ number: Int32) -> Bool { fcntl(number, F_GETFD) >= 0 }

  /// Whether a descriptor of that number is a socket.
  public static func isSocket(_ number: Int32) -> Bool {
    var status = stat()
    return unsafe fstat(number, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
  }

  /// Sets O_NONBLOCK on the open file.
  public func setNonBlocking() throws(SystemError) {
    try Socket.setNonBlocking(number)
  }
}

/// The outcome of one non-blocking read or write.
public enum Transfer: Equatable {
  /// That many bytes moved.
  case moved(Int)
  /// Nothing can move now.
  case wouldBlock
  /// End of file, or for a write: the reader has gone (EPIPE).
  case ended
  /// Another error, its errno.
  case failed(Int32)

  /// How many bytes moved.
  public var count: Int {
    if case .moved(let count) = self { return count }
    return 0
  }
}

/// read(2) and write(2) without blocking, on a descriptor that somebody else owns.
public enum Bytes {
  /// Reads into the buffer.
  public static func read(_ descriptor: Int32, into buffer: inout MutableRawSpan) -> Transfer {
    let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
    if count > 0 { return .moved(count) }
    if count == 0 { return .ended }
    return outcome(errno)
  }

  /// The bytes of a span.
  public static func array(_ bytes: RawSpan) -> [UInt8] { unsafe bytes.withUnsafeBytes { unsafe Array($0) } }

  /// Reads from a file at an offset into the buffer's beginning, at most `most` bytes (pread(2)).
  public static func read(_ file: Int32, at offset: Int64, into buffer: inout MutableRawSpan, atMost most: Int)
    -> Transfer
  {
    let count = unsafe buffer.withUnsafeMutableBytes {
      unsafe pread(file, $0.baseAddress, min($0.count, most), off_t(offset))
    }
    if count > 0 { return .moved(count) }
    if count == 0 { return .ended }
    return outcome(errno)
  }

  /// Writes from the buffer; may take a part.
  public static func write(_ descriptor: Int32, from buffer: RawSpan) -> Transfer {
    let count = unsafe buffer.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
    return count >= 0 ? .moved(count) : outcome(errno)
  }

  /// Reads at most so many bytes behind those that are there.
  public static func read(_ descriptor: Int32, appendingTo bytes: inout [UInt8], atMost most: Int) -> Transfer {
    var transfer = Transfer.wouldBlock
    bytes += unsafe [UInt8](unsafeUninitializedCapacity: most) { buffer, filled in
      let count = unsafe Glibc.read(descriptor, buffer.baseAddress, most)
      filled = max(count, 0)
      transfer = count > 0 ? .moved(count) : count == 0 ? .ended : outcome(errno)
    }
    return transfer
  }

  /// Writes what begins at an index; may take a part.
  public static func write(_ descriptor: Int32, _ bytes: [UInt8], from start: Int) -> Transfer {
    let rest = bytes[start...]
    let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
    return count >= 0 ? .moved(count) : outcome(errno)
  }

  private static func outcome(_ code: Int32) -> Transfer {
    switch code {
    case EAGAIN, EINTR: .wouldBlock
    case EPIPE: .ended
    default: .failed(code)
    }
  }
}
