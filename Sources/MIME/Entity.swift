/// A mail, or a part of one, taken apart (RFC 2045, RFC 2046). What it says is a stranger's word: nothing in it is fit to
/// be shown as it is.
public struct Entity: Sendable {
  /// Its fields, and what follows them.
  public let header: HeaderSection
  /// What it is; `application/octet-stream` where it says so in two ways, or in none that can be read.
  public let type: MediaType
  /// How it is to be shown; nil where it does not say, or not in one way.
  public let disposition: Disposition?
  /// Header and body as they stand: what a signature covers.
  public let whole: ArraySlice<UInt8>
  /// The parts of a multipart; empty for anything else.
  public let parts: [Entity]
  /// As Content-Transfer-Encoding names it, in lower case; nil where that is said in two ways.
  public let encoding: String?

  /// Takes a whole message apart. Throws beyond a limit.
  public init(_ message: [UInt8]) throws(MIMEError) {
    guard message.count <= MIMELimits.messageBytes else { throw .tooLarge("the message is too large") }
    var budget = MIMELimits.parts
    try self.init(message[...], depth: 0, &budget)
  }

  init(_ whole: ArraySlice<UInt8>, depth: Int, _ budget: inout Int) throws(MIMEError) {
    budget -= 1
    guard budget >= 0 else { throw .tooLarge("more than \(MIMELimits.parts) parts") }
    self.whole = whole
    header = try HeaderSection(whole)
    type = Entity.type(header)
    disposition = header.only("content-disposition").flatMap { Disposition($0) }
    encoding =
      header.fields("content-transfer-encoding").isEmpty
      ? "7bit"
      : header.only("content-transfer-encoding").map { String(decoding: $0, as: UTF8.self).asciiLowercased }
    guard type.type == "multipart", let boundary = type.parameters["boundary"],
      ["7bit", "8bit", "binary"].contains(encoding)
    else {
      parts = []
      return
    }
    guard depth < MIMELimits.depth else { throw .tooLarge("parts within parts, more than \(MIMELimits.depth) deep") }
    var parts: [Entity] = []
    for part in Multipart.parts(of: header.body, boundary: boundary, limit: budget) {
      parts.append(try Entity(part, depth: depth + 1, &budget))
    }
    self.parts = parts
  }

  private static func type(_ header: HeaderSection) -> MediaType {
    let fields = header.fields("content-type")
    if fields.isEmpty { return .text }
    return header.only("content-type").flatMap { MediaType($0) } ?? .bytes
  }

  /// The body without its transfer encoding; as it stands where that is not known.
  public var content: [UInt8] {
    switch encoding {
    case "base64": Base64.decode(header.body)
    case "quoted-printable": QuotedPrintable.decode(header.body)
    default: Array(header.body)
    }
  }

  /// The content as text by its character set, US-ASCII where it names none. Any character may be in it.
  public var text: String { Charset.text(content, charset) }

  /// The character set that it names.
  public var charset: String { type.parameters["charset"] ?? "us-ascii" }

  /// What its file is called, by its own word; nil where it does not say.
  public var fileName: String? { disposition?.parameters["filename"] ?? type.parameters["name"] }

  /// Whether it is meant as a file and not to be read with the rest.
  public var isAttachment: Bool { disposition?.kind == "attachment" }
}
