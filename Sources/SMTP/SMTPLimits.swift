/// How much of everything is taken; what lies beyond is refused as the named case says. A server's codes are those of
/// peertls-smtp(8).
public enum SMTPLimits {
  /// A command line with its CRLF, bytes: the 512 of RFC 5321 §4.5.3.1.4 and what its extensions add to MAIL and RCPT.
  /// Beyond: 500 5.5.2.
  public static let commandLine = 2048
  /// A line of a message with its CRLF, without the dot that was added, bytes (RFC 5321 §4.5.3.1.6); DATA only. Beyond:
  /// 554 5.6.0.
  public static let textLine = 1000
  /// A mailbox, bytes: a path of 256 (RFC 5321 §4.5.3.1.3) without its brackets. Beyond: 501 5.1.3 or 5.1.7.
  public static let mailbox = 254
  /// A domain, bytes (RFC 5321 §4.5.3.1.2).
  public static let domain = 255
  /// Parameters of MAIL or RCPT. Beyond: 501 5.5.4.
  public static let parameters = 16
  /// An envelope identifier, as written (RFC 3461 §4.4). Beyond: 501 5.5.4.
  public static let envelopeID = 100
  /// An original recipient, as written (RFC 3461 §4.2). Beyond: 501 5.5.4.
  public static let originalRecipient = 500
  /// The header section of a message, bytes. Beyond: 552 5.3.4.
  public static let headerSection = 262_144
  /// Header fields of a message. Beyond: 552 5.3.4.
  public static let headerFields = 1000
  /// Addresses in a From or Sender field. Beyond: 554 5.6.0.
  public static let authors = 100
  /// Received fields: how often a message can have been relayed (RFC 5321 §6.3). Beyond: 554 5.4.6.
  public static let hops = 100
  /// The number of a BDAT, and of SIZE: what is longer is no number. Beyond: 501 5.5.4.
  public static let numberDigits = 18
  /// Recipients of a message that a server takes (RFC 5321 §4.5.3.1.8 wants 100). Beyond: 452 4.5.3.
  public static let recipients = 100
  /// Commands that a server takes until a message is stored. Beyond: 421 4.7.0, and the connection ends.
  public static let commands = 16_384
  /// Messages that a server takes over one connection. Beyond: 421 4.7.0, and the connection ends.
  public static let messages = 1000
  /// Refusals that a client gets, but for 452. With one more: 421 4.7.0, and the connection ends.
  public static let errors = 64
  /// What is skipped of a refused message, bytes: whoever sends more is cut off.
  public static let skipped = 1 << 30
  /// A line of a reply with its CRLF, bytes (RFC 5321 §4.5.3.1.5 has 512, and servers exceed it). Beyond: the
  /// conversation cannot go on.
  public static let replyLine = 2048
  /// A line of a reply that is written, with its CRLF, bytes (RFC 5321 §4.5.3.1.5); what is longer is cut.
  public static let writtenReplyLine = 512
  /// Lines of a reply. Beyond: the conversation cannot go on.
  public static let replyLines = 128
}
