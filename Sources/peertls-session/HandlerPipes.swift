import Processes
import Relay

/// Our ends of a handler's two pipes, non-blocking.
struct HandlerPipes: ~Copyable {
  private let reading: Descriptor
  private let writing: Descriptor

  /// Takes over what the acceptor passed: the end from the handler's descriptor 1, and the one to its descriptor 0.
  init?(_ passed: inout Passed) {
    guard let reading = passed.take(0), let writing = passed.take(1),
      (try? reading.setNonBlocking()) != nil, (try? writing.setNonBlocking()) != nil
    else { return nil }
    self.reading = reading
    self.writing = writing
  }

  /// The relay between our ends and a connection.
  consuming func relay(socket: Int32) -> Relay { Relay(socket: socket, reading: reading, writing: writing) }
}
