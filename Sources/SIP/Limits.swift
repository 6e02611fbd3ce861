/// How much of everything a peer may send; what lies beyond is refused with the status named here.
public enum Limits {
  /// Start line and header fields with their line ends and the empty line, bytes. Beyond: 513, and the stream ends.
  public static let head = 65_536
  /// A start line, or a header field with the lines that continue it, bytes without the last line end. Beyond: 414 for
  /// a request line, 400 for a header field.
  public static let line = 8_192
  /// Header fields of a message. Beyond: 400.
  public static let headerFields = 256
  /// A body, bytes. Beyond: 413, and the body is skipped.
  public static let body = 65_536
  /// A body that is skipped, bytes. Beyond: 413, and the stream ends.
  public static let skippedBody = 16_777_216
  /// Via values of a message: the hops that Max-Forwards' usual value allows (RFC 3261 §8.1.1.6). Beyond: 400.
  public static let vias = 70
  /// Values of any other header field that is a list, such as Require. Beyond: 400.
  public static let values = 64
  /// Parameters of one URI or of one header field value. Beyond: 400.
  public static let parameters = 32
  /// A host name, bytes (RFC 1035 §2.3.4). Beyond: 400.
  public static let host = 255
  /// The greatest sequence number (RFC 3261 §8.1.1.5). Beyond: 400.
  public static let sequence: UInt32 = 2_147_483_647
}
