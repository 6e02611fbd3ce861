/// What MLST and MLSD can tell of an entry (RFC 3659 §7.5). The order is that in which they are told.
public enum Fact: String, CaseIterable, Sendable {
  case type
  case size
  case modify
  case perm
  case unique
  case mode = "UNIX.mode"
}

/// What may be done with an entry: the perm fact's letters (RFC 3659 §7.5.5).
public struct EntryRights: OptionSet, Sendable {
  /// As OptionSet has it.
  public let rawValue: UInt16
  /// As OptionSet has it.
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// APPE to a file.
  public static let append = EntryRights(rawValue: 1 << 0)
  /// STOR new files in a directory.
  public static let create = EntryRights(rawValue: 1 << 1)
  /// DELE or RMD.
  public static let delete = EntryRights(rawValue: 1 << 2)
  /// CWD to a directory.
  public static let enter = EntryRights(rawValue: 1 << 3)
  /// RNFR.
  public static let rename = EntryRights(rawValue: 1 << 4)
  /// LIST a directory.
  public static let list = EntryRights(rawValue: 1 << 5)
  /// MKD in a directory.
  public static let makeDirectory = EntryRights(rawValue: 1 << 6)
  /// DELE and RMD in a directory.
  public static let purge = EntryRights(rawValue: 1 << 7)
  /// RETR a file.
  public static let read = EntryRights(rawValue: 1 << 8)
  /// STOR a file.
  public static let write = EntryRights(rawValue: 1 << 9)

  /// The letters, in the alphabet's order.
  public var letters: String {
    var letters = ""
    for (index, letter) in "acdeflmprw".enumerated() where rawValue >> index & 1 == 1 { letters.append(letter) }
    return letters
  }
}

/// A file or directory as listings show it.
public struct ListedEntry: Equatable, Sendable {
  /// What it is.
  public enum Kind: String, Sendable {
    /// A file.
    case file
    /// A directory.
    case directory = "dir"
  }

  /// What it is.
  public var kind: Kind
  /// Its name; for MLST the reply has the path instead.
  public var name: String
  /// Length in bytes; of a directory it means nothing.
  public var size: UInt64
  /// When its contents last changed, in seconds since 1970.
  public var modified: Int64
  /// What the peer may do with it.
  public var rights: EntryRights
  /// The permission bits; more than the lowest nine are not shown.
  public var mode: UInt32
  /// Tells two entries apart, and two names of one entry not; without space and `;`. Empty where that is not known.
  public var unique: String

  /// All fields.
  public init(
    kind: Kind, name: String, size: UInt64, modified: Int64, rights: EntryRights, mode: UInt32, unique: String
  ) {
    (self.kind, self.name, self.size, self.modified) = (kind, name, size, modified)
    (self.rights, self.mode, self.unique) = (rights, mode, unique)
  }

  /// The facts, each with its `;`. No directory has a size, and what is not known is left out.
  public func facts(_ chosen: [Fact]) -> String {
    var text = ""
    for fact in Fact.allCases where chosen.contains(fact) {
      if let value = value(fact) { text += "\(fact.rawValue)=\(value);" }
    }
    return text
  }

  private func value(_ fact: Fact) -> String? {
    switch fact {
    case .type: kind.rawValue
    case .size: kind == .file ? String(size) : nil
    case .modify: TimeValue.text(modified)
    case .perm: rights.letters
    case .unique: unique.isEmpty ? nil : unique
    case .mode: "0" + octal
    }
  }

  private var octal: String {
    let digits = String(mode & 0o777, radix: 8)
    return String(repeating: "0", count: 3 - digits.utf8.count) + digits
  }

  /// A line of MLSD (RFC 3659 §7.2), with its line end.
  public func machineLine(_ chosen: [Fact]) -> [UInt8] { Array("\(facts(chosen)) \(name)\r\n".utf8) }

  /// A line of LIST, with its line end: as `ls -l` has it, which every client can read. Times are in UTC.
  public func longLine(now: Int64) -> [UInt8] { Array((long(now: now) + "\r\n").utf8) }

  /// The same without its line end, for a reply.
  public func long(now: Int64) -> String {
    var line = kind == .directory ? "d" : "-"
    for (index, letter) in "rwxrwxrwx".enumerated() { line.append(mode >> (8 - index) & 1 == 1 ? letter : "-") }
    let length = String(kind == .file ? size : 0)
    line += " 1 ftp ftp " + String(repeating: " ", count: max(0, 12 - length.utf8.count)) + length
    return line + " " + TimeValue.listed(modified, now: now) + " " + name
  }

  /// A line of NLST, with its line end.
  public var nameLine: [UInt8] { Array("\(name)\r\n".utf8) }
}
