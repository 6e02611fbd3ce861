/// Why something is not taken. The message is ASCII, says nothing that its sender chose, and has only characters that a
/// SIP reason phrase may have (RFC 3261, 25.1): letters, digits, spaces and `-_.,:;/()'`.
public struct CPIMError: Error, Equatable, Sendable {
  /// What a caller can tell apart.
  public enum Kind: Sendable, Equatable {
    /// It is not what its format asks for.
    case malformed
    /// It is beyond one of `CPIMLimits`.
    case tooLarge
    /// A message/cpim within a message/cpim.
    case nested
  }

  /// What is wrong, for the program.
  public let kind: Kind
  /// What is wrong, for people.
  public let message: String

  init(_ kind: Kind, _ message: String) { (self.kind, self.message) = (kind, message) }

  static func malformed(_ message: String) -> CPIMError { CPIMError(.malformed, message) }
  static func tooLarge(_ message: String) -> CPIMError { CPIMError(.tooLarge, message) }
}

/// The sizes beyond which nothing is read.
public enum CPIMLimits {
  /// Headers of a message: its own and those of what it holds, together.
  public static let headers = 64
  /// Bytes of a section of headers, line ends included: the message's own, and that of what it holds.
  public static let headerSectionBytes = 16_384
  /// Bytes of a line of headers, without its end.
  public static let lineBytes = 4096
  /// Headers of the namespace `CPIMMessage.ownNamespace`.
  public static let ownHeaders = 8
  /// Bytes of the value of such a header, in UTF-8 and without escapes.
  public static let ownValueBytes = 512
  /// Bytes of a Message-ID.
  public static let messageIDBytes = 256
  /// Bytes of an XML document.
  public static let xmlBytes = 65_536
  /// Elements of an XML document that may stand within each other, the outermost included.
  public static let xmlDepth = 16
  /// A namespace in an XML document, in bytes.
  public static let namespaceBytes = 256
}
