import Glibc

/// How much there is in a directory and all that are below it.
public struct TreeSize: Equatable, Sendable {
  /// How many names, those of directories too.
  public var entries: UInt64 = 0
  /// The length of all regular files, in bytes. A file with holes counts whole, but none more than 2^50.
  public var bytes: UInt64 = 0
  /// How many names the longest way down has: 0 where there is nothing.
  public var height = 0

  /// Nothing.
  public init() {}
}

extension Directory {
  private static let maximumFile: Int64 = 1 << 50

  /// Counts what is in it, but for the name `except` in this directory itself; no link is followed. What is more than
  /// `depth` directories deep is left out, and so is what cannot be looked into; after `limit` entries it stops.
  public func size(except: String? = nil, depth: Int, limit: UInt64) throws(SystemError) -> TreeSize {
    var size = TreeSize()
    let except = except.map { Array($0.utf8) }
    try forEachEntry { (name, entry) throws(SystemError) in
      if name == except { return true }
      size.entries += 1
      size.height = max(size.height, 1)
      if entry.kind == .regular { size.bytes += UInt64(min(max(0, entry.length), Directory.maximumFile)) }
      if entry.kind == .directory, depth > 0, size.entries < limit,
        let inner = below(name, depth - 1, limit - size.entries)
      {
        size.entries += inner.entries
        size.bytes += inner.bytes
        size.height = max(size.height, inner.height + 1)
      }
      return size.entries < limit
    }
    return size
  }

  private func below(_ name: [UInt8], _ depth: Int, _ limit: UInt64) -> TreeSize? {
    let text = name.map { CChar(bitPattern: $0) } + [0]
    let number = unsafe openat(descriptor.number, text, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard number >= 0 else { return nil }
    return try? Directory(Descriptor(adopting: number)).size(depth: depth, limit: limit)
  }
}
