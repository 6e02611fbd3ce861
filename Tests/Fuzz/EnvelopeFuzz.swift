import MailQueue

/// Feeds bytes to the reader of a queued message's envelope. What can be read is written, and reads the same from that.
public func fuzzEnvelope(_ bytes: [UInt8]) {
  guard let (envelope, start) = Envelope.read(bytes[...]) else { return }
  precondition(start <= bytes.count && start <= Envelope.maximumBytes)
  // A value may be longer in the form in which it is written.
  guard let encoded = envelope.encode(), encoded.count <= Envelope.maximumBytes else { return }
  guard let again = Envelope.read(encoded[...]) else { preconditionFailure("what was written can be read") }
  precondition(again.envelope == envelope && again.message == encoded.count, "an envelope survives its encoding")
}
