/// What a server offers: its answer to EHLO or LHLO (RFC 5321 §4.1.1.1).
public struct Capabilities: Equatable, Sendable {
  /// An extension that a client must know before it uses it.
  public enum Keyword: String, Sendable, CaseIterable {
    /// RFC 2920.
    case pipelining = "PIPELINING"
    /// RFC 1870.
    case size = "SIZE"
    /// RFC 6152.
    case eightBitMIME = "8BITMIME"
    /// RFC 3030.
    case binaryMIME = "BINARYMIME"
    /// RFC 3030.
    case chunking = "CHUNKING"
    /// RFC 6531.
    case smtpUTF8 = "SMTPUTF8"
    /// RFC 3461.
    case dsn = "DSN"
    /// RFC 2034.
    case enhancedStatusCodes = "ENHANCEDSTATUSCODES"
    /// RFC 8689.
    case requireTLS = "REQUIRETLS"
  }

  /// How the server calls itself.
  public let domain: String
  /// What it offers, by upper-case keyword, with the parameters of each.
  public let extensions: [String: [String]]

  /// A server that offers nothing: one that was greeted with HELO.
  public init(domain: String = "") { (self.domain, extensions) = (domain, [:]) }

  /// Reads the reply to EHLO.
  public init(_ reply: Reply) {
    func words(_ line: String) -> [String] { line.split(separator: " ").map(String.init) }
    domain = reply.lines.first.flatMap { words($0).first } ?? ""
    var extensions: [String: [String]] = [:]
    for line in reply.lines.dropFirst() {
      let words = words(line)
      if let keyword = words.first { extensions[keyword.uppercased()] = Array(words.dropFirst()) }
    }
    self.extensions = extensions
  }

  /// Whether it offers an extension.
  public func has(_ keyword: Keyword) -> Bool { extensions[keyword.rawValue] != nil }

  /// The most bytes that a message may have; nil where it does not say, or says 0, for there is then no fixed limit.
  public var maximumSize: Int? {
    extensions[Keyword.size.rawValue]?.first.flatMap { number(Array($0.utf8)) }.flatMap { $0 == 0 ? nil : $0 }
  }
}
