import CLinux
import Glibc

/// One end of a SOCK_SEQPACKET pair: whole messages, and descriptors with them (unix(7)).
public struct Channel: ~Copyable {
  /// The longest message, in bytes.
  public static let maximumLength = 16384
  /// What `ours` of a pair may have sent that is not read yet, in bytes as the system counts them: the longest message
  /// and some short ones. More is EAGAIN.
  private static let sendBytes: Int32 = 32 * 1024
  /// The most descriptors with one message.
  public static let maximumDescriptors = 4

  /// The socket.
  public let descriptor: Descriptor

  /// Takes over a connected SOCK_SEQPACKET socket.
  public init(adopting descriptor: consuming Descriptor) { self.descriptor = descriptor }

  /// Gives the socket up to the caller.
  public consuming func release() -> Int32 { descriptor.release() }

  /// Two connected ends.
  @frozen public struct Pair: ~Copyable {
    /// One end.
    public var ours: Channel
    /// The other.
    public var theirs: Channel
  }

  /// A connected pair, both non-blocking and close-on-exec; `ours` takes an empty message for damaged, not for the end.
  public static func pair() throws(SystemError) -> Pair {
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_SEQPACKET.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw SystemError("make a channel") }
    clinux_announce_messages(ends[0])
    // What one end has not read, the other pays for; descriptors under way count against all of a user's (unix(7)).
    var room = Channel.sendBytes
    unsafe _ = setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &room, socklen_t(MemoryLayout<Int32>.size))
    return Pair(
      ours: Channel(adopting: Descriptor(adopting: ends[0])), theirs: Channel(adopting: Descriptor(adopting: ends[1])))
  }

  /// Sends one message; the descriptors stay the caller's.
  public func send(_ message: [UInt8], descriptors: [Int32] = []) throws(SystemError) {
    let sent = unsafe clinux_send(descriptor.number, message, message.count, descriptors, Int32(descriptors.count))
    guard sent == message.count else { throw SystemError("send a message") }
  }

  /// Whether the other end has closed; it may have said something before.
  public var otherEndIsGone: Bool {
    var list = WaitingList()
    list.add(descriptor.number, [])
    list.wait(milliseconds: 0)
    return list.result(descriptor.number).contains(.hungUp)
  }

  /// What `receive` found.
  public enum Received: ~Copyable {
    /// A message and the descriptors that came with it.
    case message([UInt8], Passed)
    /// What no honest end sends: a message that is too long, too many descriptors, or some without a message (EBADMSG);
    /// or a message whose descriptors found no room here (EMFILE). Of it there are but the descriptors.
    case damaged(SystemError, Passed)
    /// Nothing to read now.
    case wouldBlock
    /// The other end has closed.
    case ended
  }

  /// Takes one message.
  public func receive() throws(SystemError) -> Received {
    var numbers = [Int32](repeating: -1, count: Int(CLINUX_MAX_PASSED))
    var count: Int32 = 0
    var length = 0
    let socket = descriptor.number
    let message = unsafe [UInt8](unsafeUninitializedCapacity: Channel.maximumLength) { buffer, filled in
      length = unsafe clinux_receive(socket, buffer.baseAddress, buffer.count, &numbers, &count)
      filled = max(length, 0)
    }
    let code = errno
    let passed = Passed(Array(numbers.prefix(Int(count))))
    if count > Channel.maximumDescriptors {
      return .damaged(SystemError("receive a message", code: EBADMSG), passed)
    }
    if length > 0 { return .message(message, passed) }
    if length == 0 || code == ECONNRESET { return .ended }
    if code == EAGAIN { return .wouldBlock }
    let error = SystemError("receive a message", code: code)
    if code == EBADMSG || code == EMFILE { return .damaged(error, passed) }
    throw error
  }
}

/// Descriptors that came with a message: closed with this value unless taken, without waiting for what a socket among
/// them may still have to send (SO_LINGER). Who passed them can set that again as long as it lives: where it cannot be
/// trusted, keep them until it is gone.
public struct Passed: ~Copyable {
  private var numbers: [Int32]

  /// None.
  public init() { numbers = [] }

  fileprivate init(_ numbers: [Int32]) { self.numbers = numbers }

  deinit { for number in numbers where number >= 0 { clinux_close_passed(number) } }

  /// Takes over what another has.
  public mutating func add(_ other: consuming Passed) {
    numbers += other.numbers
    other.numbers = []
  }

  /// How many came.
  public var count: Int { numbers.count }

  /// Takes the descriptor at an index below `count`, once; nil if it is not there.
  public mutating func take(_ index: Int) -> Descriptor? {
    guard numbers.indices.contains(index), numbers[index] >= 0 else { return nil }
    defer { numbers[index] = -1 }
    return Descriptor(adopting: numbers[index])
  }
}
