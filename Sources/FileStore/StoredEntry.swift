import Processes

/// What a path stands for.
public struct StoredEntry: Equatable, Sendable {
  /// The kinds that there are.
  public enum Kind: Sendable { case file, directory }

  /// What this peer may do with it.
  public struct Rights: OptionSet, Sendable {
    /// As OptionSet has it.
    public let rawValue: UInt8
    /// As OptionSet has it.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// A file: read it. A directory: list it.
    public static let read = Rights(rawValue: 1)
    /// Replace it, add to it, delete it, rename it, set its time.
    public static let change = Rights(rawValue: 2)
    /// A directory: make files and directories in it.
    public static let add = Rights(rawValue: 4)
  }

  /// Its name; that of `/` is empty.
  public let name: String
  /// What it is.
  public let kind: Kind
  /// A file's length in bytes; 0 for a directory.
  public let size: UInt64
  /// When its contents changed last, in seconds since 1970.
  public let modified: Int64
  /// What may be done with it.
  public let rights: Rights
  /// The permission bits of the file, as chmod(1) writes them: what is this peer's to do, `rights` says.
  public let permissions: UInt32
  /// Which file it is, however many names it has.
  public let identity: FileIdentity

  /// Nil for what is neither a regular file nor a directory.
  init?(_ name: String, _ entry: DirectoryEntry, _ rights: Rights) {
    switch entry.kind {
    case .regular: (kind, size) = (.file, UInt64(max(0, entry.length)))
    case .directory: (kind, size) = (.directory, 0)
    case .link, .other: return nil
    }
    (self.name, modified) = (name, entry.modified)
    (permissions, identity) = (UInt32(entry.permissions), entry.identity)
    self.rights = kind == .file ? rights.subtracting(.add) : rights
  }
}
