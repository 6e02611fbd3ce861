import Glibc
import Handoff
import Processes

/// The line to a handler with a control channel.
struct ControlLine: ~Copyable {
  private var channel: Channel?
  /// The channel's descriptor; -1 where there is none, or none any more.
  private(set) var number: Int32
  /// The handler does not listen, or says what no honest one says: this errno.
  private(set) var fault: Int32?

  init(_ channel: consuming Channel?) {
    switch consume channel {
    case .some(let channel):
      number = channel.descriptor.number
      self.channel = .some(channel)
    case .none:
      number = -1
      self.channel = nil
    }
  }

  /// What a handler has said, with the pipe's end that came with it.
  struct Heard: ~Copyable {
    let message: FromHandler
    var pipe: Descriptor?
  }

  /// The next message; nil when there is none now.
  mutating func hear() -> Heard? {
    guard number >= 0, let received = try? channel?.receive() else { return nil }
    switch consume received {
    case .wouldBlock: return nil
    case .ended: close()
    case .damaged: fail(EBADMSG)
    case .message(let bytes, var passed):
      guard let message = try? FromHandler(decoding: bytes, descriptors: passed.count) else {
        fail(EBADMSG)
        return nil
      }
      guard let pipe = passed.take(0) else { return Heard(message: message, pipe: nil) }
      // What cannot be made so fails when it is used.
      try? pipe.setNonBlocking()
      return Heard(message: message, pipe: pipe)
    }
    return nil
  }

  /// Says something. A handler that does not listen is as good as gone.
  mutating func tell(_ message: ToHandler) {
    guard number >= 0 else { return }
    do throws(SystemError) { try channel?.send(message.encode()) } catch {
      if error.isBrokenPipe { close() } else { fail(error.code) }
    }
  }

  private mutating func fail(_ code: Int32) {
    fault = code
    close()
  }

  private mutating func close() {
    channel = nil
    number = -1
  }
}
