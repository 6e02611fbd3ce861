/// Takes what MLSD sends apart into its entries, however it arrives.
public struct ListingReader: Sendable {
  /// The most entries of a directory.
  public static let maximumEntries = 262_144

  /// Why it is no listing.
  public enum Problem: Error, Equatable, Sendable, CustomStringConvertible {
    /// A line is none of MLSD's; its first bytes.
    case noEntry([UInt8])
    /// A line is longer than ``Facts/maximumLineBytes``.
    case lineTooLong
    /// There are more than ``maximumEntries``.
    case tooMany

    /// What was found, for people; a stranger's words are in it.
    public var description: String {
      switch self {
      case .noEntry(let bytes): "\"\(String(decoding: bytes, as: UTF8.self))\" is no entry of a directory (MLSD)"
      case .lineTooLong: "a line of a listing has more than \(Facts.maximumLineBytes) bytes"
      case .tooMany: "a directory has more than \(ListingReader.maximumEntries) entries"
      }
    }
  }

  private var partial: [UInt8] = []
  /// The entries that were read, in their order.
  public private(set) var entries: [Facts] = []

  /// Nothing has come yet.
  public init() {}

  /// Takes what arrived.
  public mutating func append(_ bytes: some Sequence<UInt8>) throws(Problem) {
    for byte in bytes {
      if byte == UInt8(ascii: "\n") {
        try finish()
      } else {
        guard partial.count <= Facts.maximumLineBytes else { throw .lineTooLong }
        partial.append(byte)
      }
    }
  }

  /// Nothing more comes; a last line needs no end.
  public mutating func finish() throws(Problem) {
    if partial.last == UInt8(ascii: "\r") { partial.removeLast() }
    guard !partial.isEmpty else { return }
    guard partial.count <= Facts.maximumLineBytes else { throw .lineTooLong }
    guard let facts = Facts(partial) else { throw .noEntry(Array(partial.prefix(64))) }
    guard entries.count < ListingReader.maximumEntries else { throw .tooMany }
    entries.append(facts)
    partial.removeAll(keepingCapacity: true)
  }
}
