import Handoff

/// Feeds bytes to all readers of the messages between acceptor, session and handler. What can be read has one encoding, and
/// reads the same from it.
public func fuzzMessages(_ bytes: [UInt8]) {
  if let content = SignedContent(bytes) { precondition(content.bytes == bytes, "what is signed has one form") }
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
    if let message = try? ToSigner(decoding: bytes, descriptors: descriptors) {
      precondition(message.encode() == bytes, "a message has one encoding")
    }
    if let message = try? FromSigner(decoding: bytes, descriptors: descriptors) {
      precondition(message.encode() == bytes, "a message has one encoding")
    }
    if let message = try? SignAnswer(decoding: bytes, descriptors: descriptors) {
      precondition(message.encode() == bytes, "a message has one encoding")
    }
    if let message = try? SignRequest(decoding: bytes, descriptors: descriptors) {
      precondition(message.encode() == bytes, "a message has one encoding")
      precondition(SignedContent(message.content.bytes) == message.content, "what is signed has one reading")
    }
    if let message = try? ToHandler(decoding: bytes, descriptors: descriptors) {
      precondition(message.encode() == bytes, "a message has one encoding")
    }
  }
}
