import Processes
import Relay

/// The two pipes of a handler: its descriptors 0 and 1, and our ends of them.
struct HandlerPipes: ~Copyable {
  /// From the handler's descriptor 1, non-blocking.
  let reading: Descriptor
  /// To the handler's descriptor 0, non-blocking.
  let writing: Descriptor
  /// The handler's descriptors 0 and 1.
  let theirs: [Int32]
  private var input: Descriptor?
  private var output: Descriptor?

  static func make() throws(SessionFailure) -> HandlerPipes {
    do throws(SystemError) {
      let input = try Pipe(capacity: Relay.pipeSize)
      let output = try Pipe(capacity: Relay.pipeSize)
      try input.writing.setNonBlocking()
      try output.reading.setNonBlocking()
      return HandlerPipes(input: input, output: output)
    } catch {
      throw SessionFailure(exit: .noHandler, reason: "\(error)")
    }
  }

  private init(input: consuming Pipe, output: consuming Pipe) {
    theirs = [input.reading.number, output.writing.number]
    writing = input.writing
    self.input = consume input.reading
    reading = output.reading
    self.output = consume output.writing
  }

  /// Closes our copies of the handler's ends, so that an end of file can be seen.
  mutating func closeTheirs() {
    input = nil
    output = nil
  }

  /// The relay between our ends and a connection.
  consuming func relay(socket: Int32) -> Relay { Relay(socket: socket, reading: reading, writing: writing) }
}
