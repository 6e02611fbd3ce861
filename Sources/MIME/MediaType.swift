/// What a part of a mail is: Content-Type (RFC 2045, section 5).
public struct MediaType: Equatable, Sendable {
  /// What stands before the slash, in lower case.
  public let type: String
  /// What stands after it, in lower case.
  public let subtype: String
  /// What follows.
  public let parameters: Parameters

  /// What a part is that does not say what it is.
  static let text = MediaType("text", "plain")
  /// What is known of a part only to be bytes.
  public static let bytes = MediaType("application", "octet-stream")

  private init(_ type: String, _ subtype: String, _ parameters: Parameters = Parameters()) {
    (self.type, self.subtype, self.parameters) = (type, subtype, parameters)
  }

  /// Reads a field's value; nil where it is no type, or says one thing twice.
  init?(_ value: [UInt8]) {
    var reader = ValueReader(value)
    reader.skipSpace()
    guard let type = reader.word(Byte.isToken) else { return nil }
    reader.skipSpace()
    guard reader.take(UInt8(ascii: "/")) else { return nil }
    reader.skipSpace()
    guard let subtype = reader.word(Byte.isToken), let parameters = Parameters(&reader) else {
      return nil
    }
    self.init(
      String(decoding: type.map(Byte.lower), as: UTF8.self), String(decoding: subtype.map(Byte.lower), as: UTF8.self),
      parameters)
  }

  /// `type/subtype`.
  public var essence: String { type + "/" + subtype }
}

/// How a part is meant to be shown, and what its file is called: Content-Disposition (RFC 2183).
public struct Disposition: Equatable, Sendable {
  /// The first word, in lower case.
  public let kind: String
  /// What follows.
  public let parameters: Parameters

  /// Reads a field's value; nil where it is none, or says one thing twice.
  init?(_ value: [UInt8]) {
    var reader = ValueReader(value)
    reader.skipSpace()
    guard let kind = reader.word(Byte.isToken), let parameters = Parameters(&reader) else {
      return nil
    }
    self.kind = String(decoding: kind.map(Byte.lower), as: UTF8.self)
    self.parameters = parameters
  }
}
