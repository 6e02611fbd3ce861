import CLinux
import Glibc

/// One end of a SOCK_SEQPACKET pair: whole messages, and descriptors with them (unix(7)).
public struct Channel: ~Copyable {
  /// The longest message, in bytes.
  public static let maximumLength = 16384
  /// The most descriptors with one message.
  public static let maximumDescriptors = 4

  /// The socket.
  public let descriptor: Descriptor

  /// Takes over a connected SOCK_SEQPACKET socket.
  public init(adopting descriptor: consuming Descriptor) { self.descriptor = descriptor }

  /// Two connected ends.
  @frozen public struct Pair: ~Copyable {
    /// One end.
    public var ours: Channel
    /// The other.
    public var theirs: Channel
  }

  /// A connected pair, both non-blocking and close-on-exec.
  public static func pair() throws(SystemError) -> Pair {
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_SEQPACKET.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw SystemError("make a channel") }
    return Pair(
      ours: Channel(adopting: Descriptor(adopting: ends[0])), theirs: Channel(adopting: Descriptor(adopting: ends[1])))
  }

  /// Sends one message; the descriptors stay the caller's.
  public func send(_ message: [UInt8], descriptors: [Int32] = []) throws(SystemError) {
    let sent = unsafe clinux_send(descriptor.number, message, message.count, descriptors, Int32(descriptors.count))
    guard sent == message.count else { throw SystemError("send a message") }
  }

  /// What `receive` found.
  public enum Received: ~Copyable {
    /// A message and the descriptors that came with it, at most `maximumDescriptors`.
    case message([UInt8], Passed)
    /// Nothing to read now.
    case wouldBlock
    /// The other end has closed.
    case ended
  }

  /// Takes one message. A message that is too long or brings too many descriptors throws EBADMSG and leaves none open.
  public func receive() throws(SystemError) -> Received {
    var numbers = [Int32](repeating: -1, count: Channel.maximumDescriptors)
    var count = Int32(numbers.count)
    var length = 0
    let socket = descriptor.number
    let message = unsafe [UInt8](unsafeUninitializedCapacity: Channel.maximumLength) { buffer, filled in
      length = unsafe clinux_receive(socket, buffer.baseAddress, buffer.count, &numbers, &count)
      filled = max(length, 0)
    }
    if length > 0 { return .message(message, Passed(Array(numbers.prefix(Int(count))))) }
    if length == 0 || errno == ECONNRESET { return .ended }
    if errno == EAGAIN { return .wouldBlock }
    throw SystemError("receive a message")
  }
}

/// Descriptors that came with a message: closed with this value unless taken.
public struct Passed: ~Copyable {
  private var numbers: [Int32]

  fileprivate init(_ numbers: [Int32]) { self.numbers = numbers }

  deinit { for number in numbers where number >= 0 { close(number) } }

  /// How many came.
  public var count: Int { numbers.count }

  /// Takes the descriptor at an index below `count`, once; nil if it is not there.
  public mutating func take(_ index: Int) -> Descriptor? {
    guard numbers.indices.contains(index), numbers[index] >= 0 else { return nil }
    defer { numbers[index] = -1 }
    return Descriptor(adopting: numbers[index])
  }
}
