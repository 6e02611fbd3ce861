/// Arrays over a connection, for who talks and does not relay.
extension Connection {
  /// Reads what is there, at most `most` bytes, and adds it to `bytes`.
  public func read(appendingTo bytes: inout [UInt8], atMost most: Int) -> Outcome {
    var outcome = Outcome.closed
    let part = unsafe [UInt8](unsafeUninitializedCapacity: max(0, most)) { buffer, count in
      var room = unsafe MutableRawSpan(_unsafeBytes: UnsafeMutableRawBufferPointer(buffer))
      outcome = read(into: &room)
      count = outcome.count
    }
    bytes += part
    return outcome
  }

  /// Writes a part of what stands in `bytes` from a place on, which must be something; after `.wants…` the same must be
  /// given again.
  public func write(_ bytes: [UInt8], from place: Int) -> Outcome {
    write(from: unsafe bytes.span.bytes.extracting(place...))
  }
}
