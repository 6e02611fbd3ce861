import FTP

/// One line of MLSD, or of MLST: what a server says of a file or directory (RFC 3659 §7.2).
public struct Facts: Equatable, Sendable {
  /// What there is.
  public enum Kind: Equatable, Sendable {
    case file, directory
    /// The directory that is listed, or the one above it.
    case listed, above
    /// Something else, such as a link or a device; or it is not said.
    case other
  }

  /// The longest line, in bytes.
  public static let maximumLineBytes = 8192

  /// What it is.
  public let kind: Kind
  /// A file's length in bytes, where it is said.
  public let size: UInt64?
  /// When its contents changed last, in seconds since 1970, where it is said.
  public let modified: Int64?
  /// What stands behind the facts: a name, or a path. Whatever the server likes is in it.
  public let path: [UInt8]

  /// From a line without its end; nil where it is no such line, or one of these facts cannot be read.
  public init?(_ line: some BidirectionalCollection<UInt8>) {
    guard line.count <= Facts.maximumLineBytes, let end = line.firstIndex(of: space) else { return nil }
    let path = line[line.index(after: end)...]
    guard !path.isEmpty, end == line.startIndex || line[..<end].last == UInt8(ascii: ";") else { return nil }
    var (kind, size, modified): (Kind, UInt64?, Int64?) = (.other, nil, nil)
    for fact in line[..<end].split(separator: UInt8(ascii: ";")) {
      let parts = fact.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else { return nil }
      switch String(decoding: parts[0], as: UTF8.self).lowercased() {
      case "type": kind = Facts.kind(String(decoding: parts[1], as: UTF8.self).lowercased())
      case "size":
        guard let value = length(parts[1]) else { return nil }
        size = value
      case "modify":
        guard let value = TimeValue.seconds(parts[1]) else { return nil }
        modified = value
      default: break
      }
    }
    (self.kind, self.size, self.modified, self.path) = (kind, size, modified, Array(path))
  }

  /// The name, where it is one that a file here can have: it leads nowhere and holds nothing that a terminal would obey.
  public var name: String? {
    guard let name = String(validating: path, as: UTF8.self), VirtualPath.isName(name) else { return nil }
    return name
  }

  private static func kind(_ value: String) -> Kind {
    switch value {
    case "file": .file
    case "dir": .directory
    case "cdir": .listed
    case "pdir": .above
    default: .other
    }
  }
}
