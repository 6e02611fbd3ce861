/// A file that goes with a mail.
public struct Attachment: Equatable, Sendable {
  /// What the file is called, without directories.
  public let name: String
  /// What it holds.
  public let contents: [UInt8]
  /// `type/subtype`.
  public let type: String

  /// A file; its type is guessed by the name's ending unless it is given. Throws where the name cannot be one (empty, `.`,
  /// `..`, over `MIMELimits.fileNameBytes`, with `/` or a control character), or the type is none.
  public init(name: String, contents: [UInt8], type: String? = nil) throws(MIMEError) {
    guard (1...MIMELimits.fileNameBytes).contains(name.utf8.count), name != ".", name != "..",
      !name.utf8.contains(where: { Byte.isControl($0) || $0 == UInt8(ascii: "/") })
    else { throw .unfit("\"\(name)\" cannot be the name of an attachment") }
    let type = type ?? Attachment.type(ofName: name)
    guard let read = MediaType(Array(type.utf8)), read.essence == type else {
      throw .unfit("\"\(type)\" is no media type")
    }
    (self.name, self.contents, self.type) = (name, contents, type)
  }

  /// What a file probably is; types that a reader would run or render are left to those who know them.
  static func type(ofName name: String) -> String {
    guard let dot = name.lastIndex(of: ".") else { return MediaType.bytes.essence }
    return types[name[name.index(after: dot)...].lowercased()] ?? MediaType.bytes.essence
  }

  private static let types = [
    "txt": "text/plain", "log": "text/plain", "patch": "text/x-diff", "diff": "text/x-diff", "csv": "text/csv",
    "ics": "text/calendar", "vcf": "text/vcard", "md": "text/markdown", "html": "text/html", "htm": "text/html",
    "pdf": "application/pdf", "json": "application/json", "xml": "application/xml", "zip": "application/zip",
    "gz": "application/gzip", "xz": "application/x-xz", "tar": "application/x-tar", "sig": "application/pgp-signature",
    "odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "epub": "application/epub+zip",
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp",
    "svg": "image/svg+xml", "heic": "image/heic", "avif": "image/avif", "mp3": "audio/mpeg", "ogg": "audio/ogg",
    "opus": "audio/ogg", "flac": "audio/flac", "wav": "audio/wav", "mp4": "video/mp4", "webm": "video/webm",
    "mkv": "video/matroska",
  ]

  /// The part of a multipart.
  var part: (fields: [HeaderField], body: [UInt8]) {
    let fields = [
      HeaderField.folded("Content-Type", [Array(type.utf8)]),
      HeaderField.folded("Content-Transfer-Encoding", [Array("base64".utf8)]),
      HeaderField.folded("Content-Disposition", [Array("attachment;".utf8)] + Attachment.fileName(name)),
    ]
    return (fields, Base64.encode(contents))
  }

  /// The parameter in words: quoted where it is short ASCII, else in RFC 2231's pieces.
  static func fileName(_ name: String) -> [[UInt8]] {
    let bytes = Array(name.utf8)
    if bytes.count <= 60, bytes.allSatisfy({ $0 < 0x80 }) {
      let inside = bytes.flatMap { $0 == Byte.quote || $0 == Byte.backslash ? [Byte.backslash, $0] : [$0] }
      return [Array("filename=\"".utf8) + inside + [Byte.quote]]
    }
    var pieces: [[UInt8]] = [Array("utf-8''".utf8)]
    for scalar in name.unicodeScalars {
      let escaped = String(scalar).utf8.flatMap { byte in
        Byte.isAlphanumeric(byte) || "-._".utf8.contains(byte) ? [byte] : [UInt8(ascii: "%")] + Byte.hexadecimal(byte)
      }
      if pieces[pieces.count - 1].count + escaped.count > 56 { pieces.append([]) }
      pieces[pieces.count - 1] += escaped
    }
    if pieces.count == 1 { return [Array("filename*=".utf8) + pieces[0]] }
    return pieces.indices.map { index in
      Array("filename*\(index)*=".utf8) + pieces[index] + (index < pieces.count - 1 ? [UInt8(ascii: ";")] : [])
    }
  }
}
