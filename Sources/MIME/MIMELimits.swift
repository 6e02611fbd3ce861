/// The sizes beyond which mail is refused, both ways. A header field is counted without the line end that follows it.
public enum MIMELimits {
  /// A whole message, in bytes.
  public static let messageBytes = 128 << 20
  /// All header fields of a message or of one of its parts together, in bytes.
  public static let headerBytes = 256 * 1024
  /// One header field with its name and its folding, in bytes.
  public static let fieldBytes = 64 * 1024
  /// Header fields of a message or of one of its parts.
  public static let fields = 1000
  /// Parts within parts.
  public static let depth = 16
  /// Parts of a message, however deep.
  public static let parts = 1000
  /// Parameters of a header field, pieces of one (RFC 2231) counted each.
  public static let parameters = 64
  /// Addresses in one header field.
  public static let addresses = 1000
  /// Comments within comments (RFC 5322, section 3.2.2).
  public static let commentDepth = 8
  /// The longest line that is sent as it is (RFC 5322, section 2.1.1), in bytes.
  public static let lineBytes = 998
  /// A name of a file, in bytes.
  public static let fileNameBytes = 255
}
