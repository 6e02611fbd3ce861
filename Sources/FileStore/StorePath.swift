import Processes

/// Where a path leads: its first name says to what, the rest where in it.
enum StorePath {
  case root
  case pub([String])
  case incoming([String])

  static let pubName = "pub"
  static let incomingName = "incoming"

  /// A path that names nothing that this peer has is missing.
  init(_ path: [String], _ access: FileAccess) throws(StoreError) {
    guard path.count <= FileStore.maximumDepth,
      path.reduce(0, { $0 + 1 + $1.utf8.count }) <= FileStore.maximumPathBytes,
      path.allSatisfy(FileStore.isName)
    else { throw .badName }
    if path.contains(where: Incoming.isReserved) { throw .denied }
    let rest = Array(path.dropFirst())
    switch path.first {
    case nil: self = .root
    case StorePath.pubName where access.hasPub: self = .pub(rest)
    case StorePath.incomingName where access.hasIncoming: self = .incoming(rest)
    default: throw .missing
    }
  }
}

extension FileStore {
  /// How many names a path has at most.
  public static let maximumDepth = 32
  /// The longest path, in bytes, each name with a `/` before it.
  public static let maximumPathBytes = 4096

  /// Whether a text can be a name: 1 to 255 bytes, no `/`, not `.` or `..`, and no control characters (C0, DEL, C1, and the
  /// line and paragraph separators U+2028 and U+2029). What has another name is not shown to peers.
  public static func isName(_ text: String) -> Bool {
    Directory.isName(text)
      && !text.unicodeScalars.contains {
        $0.value < 0x20 || (0x7F...0x9F).contains($0.value) || $0.value == 0x2028 || $0.value == 0x2029
      }
  }
}
