import Glibc

/// Why a constant database cannot be read or written.
public enum DatabaseError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file cannot be mapped, or is no constant database; errno as given.
  case unreadable(errno: Int32)
  /// The file cannot be written; errno as given.
  case unwritable(errno: Int32)
  /// A key or value is longer than a constant database can hold.
  case tooLarge
  /// More records than `Writer.maximumAlike` have the same key.
  case tooManyAlike

  /// One line for people.
  public var description: String {
    switch self {
    case .unreadable(let errno): "the database cannot be read: \(DatabaseError.text(errno)); compile it again"
    case .unwritable(let errno): "the database cannot be written: \(DatabaseError.text(errno))"
    case .tooLarge: "a record, or the database, is larger than a constant database can hold (4 GiB)"
    case .tooManyAlike: "the same entry is there more than \(Writer.maximumAlike) times"
    }
  }

  private static func text(_ errno: Int32) -> String { unsafe String(cString: strerror(errno)) }
}
