import Glibc

extension Directory {
  /// The most names that one listing gives.
  public static let maximumListing = 65_536

  /// The names that sort after `name`, or all: the first `limit` of them, sorted by their bytes. A directory may hold
  /// any number: the next ones are those after the last.
  ///
  /// `.` and `..` are left out, and so are names that are not UTF-8. A removed directory is ENOENT.
  public func names(after name: String? = nil, limit: Int = maximumListing) throws(SystemError) -> [String] {
    try listing(limit, before: sortsBefore) { found in name.map { sortsBefore($0, found) } ?? true }
  }

  /// The names that sort before `name`, or all: the last `limit` of them, sorted by their bytes.
  public func lastNames(before name: String? = nil, limit: Int = maximumListing) throws(SystemError) -> [String] {
    let last = try listing(limit, before: { sortsBefore($1, $0) }) { found in
      name.map { sortsBefore(found, $0) } ?? true
    }
    return last.reversed()
  }

  private func listing(
    _ wanted: Int, before: (String, String) -> Bool, _ isWanted: (String) -> Bool
  ) throws(SystemError) -> [String] {
    let limit = min(max(wanted, 0), Directory.maximumListing)
    var names: [String] = []
    try forEachName { bytes in
      guard let name = String(validating: bytes, as: UTF8.self), isWanted(name) else { return }
      names.append(name)
      // Never more than twice what is wanted, however full the directory is.
      if names.count >= 2 * limit + 1024 { names = Array(names.sorted(by: before).prefix(limit)) }
    }
    // readdir(3) finds a removed directory empty.
    if names.isEmpty, try isRemoved() { throw SystemError("read a directory", code: ENOENT) }
    return Array(names.sorted(by: before).prefix(limit))
  }

  /// How many names are not UTF-8, and so in no listing.
  public func namesThatAreNoText() throws(SystemError) -> Int {
    var count = 0
    try forEachName { if String(validating: $0, as: UTF8.self) == nil { count += 1 } }
    return count
  }

  /// All names but `.` and `..`, as they come.
  private func forEachName(_ body: ([UInt8]) -> Void) throws(SystemError) {
    // A place in the directory of its own, which another descriptor of the same open file would share.
    let number = unsafe openat(descriptor.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard number >= 0 else { throw SystemError("read a directory") }
    guard let stream = unsafe fdopendir(number) else {
      let error = SystemError("read a directory")
      close(number)
      throw error
    }
    defer { unsafe _ = closedir(stream) }
    while true {
      errno = 0
      guard let entry = unsafe readdir(stream) else { break }
      let bytes = unsafe withUnsafeBytes(of: entry.pointee.d_name) { unsafe Array($0.prefix { $0 != 0 }) }
      if bytes != [0x2E], bytes != [0x2E, 0x2E] { body(bytes) }
    }
    guard errno == 0 else { throw SystemError("read a directory") }
  }
}

/// By bytes, as LC_ALL=C ls(1).
private func sortsBefore(_ one: String, _ other: String) -> Bool { one.utf8.lexicographicallyPrecedes(other.utf8) }
