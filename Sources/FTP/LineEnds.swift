/// Text on its way to the peer in TYPE A: a line feed becomes CR LF (RFC 959 §3.1.1.1). One that follows a CR is left
/// alone, so that a file with CR LF in it arrives as it is.
public struct LineEndWriter: Sendable {
  private var afterReturn = false

  /// At the start of a file.
  public init() {}

  /// Appends what these bytes become.
  public mutating func convert(_ bytes: some Sequence<UInt8>, appendingTo result: inout [UInt8]) {
    for byte in bytes {
      if byte == lineFeed && !afterReturn { result.append(carriageReturn) }
      result.append(byte)
      afterReturn = byte == carriageReturn
    }
  }
}

/// Text that comes from the peer in TYPE A: CR LF becomes a line feed, and a CR that no LF follows stays.
public struct LineEndReader: Sendable {
  private var afterReturn = false

  /// At the start of a file.
  public init() {}

  /// Appends what these bytes become; a CR at their end waits for what follows.
  public mutating func convert(_ bytes: some Sequence<UInt8>, appendingTo result: inout [UInt8]) {
    for byte in bytes {
      if afterReturn && byte != lineFeed { result.append(carriageReturn) }
      afterReturn = byte == carriageReturn
      if !afterReturn { result.append(byte) }
    }
  }

  /// Appends a CR that still waits, at the end of the file.
  public mutating func finish(appendingTo result: inout [UInt8]) {
    if afterReturn { result.append(carriageReturn) }
    afterReturn = false
  }
}
