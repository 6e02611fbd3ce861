import Handoff

/// Feeds bytes to all readers of the messages between acceptor, session and handler. What can be read has one encoding, and
/// reads the same from it.
public func fuzzMessages(_ bytes: [UInt8]) {
  for descriptors in 0...3 {
    if let message = try? ToAcceptor(decoding: bytes, descriptors: descriptors) {
      precondition(message.encode() == bytes, "a message has one encoding")
      precondition((try? ToAcceptor(decoding: message.encode(), descriptors: descriptors)) == message)
      if case .startHandler(let request) = message {
        precondition(request.environment.strings.allSatisfy { !$0.utf8.contains(0) }, "execve(2) takes C strings")
      }
    }
    if let message = try? ToSession(decoding: bytes, descriptors: descriptors) {
      precondition(message.encode() == bytes, "a message has one encoding")
      precondition((try? ToSession(decoding: message.encode(), descriptors: descriptors)) == message)
    }
    if let message = try? FromHandler(decoding: bytes, descriptors: descriptors) {
      precondition(message.encode() == bytes, "a message has one encoding")
    }
    if let message = try? OwnerRequest(decoding: bytes, descriptors: descriptors) {
      precondition(message.encode() == bytes, "a message has one encoding")
    }
    if let message = try? OwnerAnswer(decoding: bytes, descriptors: descriptors) {
      precondition(message.encode() == bytes, "a message has one encoding")
    }
    if let message = try? ToHandler(decoding: bytes, descriptors: descriptors) {
      precondition(message.encode() == bytes, "a message has one encoding")
    }
  }
}
