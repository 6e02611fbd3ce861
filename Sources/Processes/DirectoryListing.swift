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
    try forEachName { (bytes, _) throws(SystemError) in
      guard let name = String(validating: bytes, as: UTF8.self), isWanted(name) else { return true }
      names.append(name)
      // Never more than twice what is wanted, however full the directory is.
      if names.count >= 2 * limit + 1024 { names = Array(names.sorted(by: before).prefix(limit)) }
      return true
    }
    return Array(names.sorted(by: before).prefix(limit))
  }

  /// How many names are not UTF-8, and so in no listing.
  public func namesThatAreNoText() throws(SystemError) -> Int {
    var count = 0
    try forEachName { (bytes, _) throws(SystemError) in
      if String(validating: bytes, as: UTF8.self) == nil { count += 1 }
      return true
    }
    return count
  }

  /// What is in it, in no order, as long as `body` says true: each name's bytes and what it stands for. What goes
  /// meanwhile is passed over.
  public func forEachEntry(
    _ body: (_ name: [UInt8], _ entry: DirectoryEntry) throws(SystemError) -> Bool
  ) throws(SystemError) {
    try forEachName(looking: true) { (name, entry) throws(SystemError) in
      guard let entry else { return true }
      return try body(name, entry)
    }
  }

  /// The names without `.` and `..`, whatever their bytes are, as long as `body` says true; where `looking`, with what
  /// those that are there stand for.
  private func forEachName(
    looking: Bool = false, _ body: (_ name: [UInt8], _ entry: DirectoryEntry?) throws(SystemError) -> Bool
  ) throws(SystemError) {
    // A place in the directory of its own, which another descriptor of the same open file would share.
    let number = unsafe openat(descriptor.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard number >= 0 else { throw SystemError("read a directory") }
    guard let stream = unsafe fdopendir(number) else {
      let error = SystemError("read a directory")
      close(number)
      throw error
    }
    defer { unsafe _ = closedir(stream) }
    var isEmpty = true
    while true {
      errno = 0
      guard let found = unsafe readdir(stream) else { break }
      let start = unsafe UnsafeRawPointer(found) + MemoryLayout.offset(of: \dirent.d_name)!
      let text = unsafe start.assumingMemoryBound(to: CChar.self)
      let name = unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: strlen(text)))
      if name == [dot] || name == [dot, dot] { continue }
      isEmpty = false
      let entry = looking ? try unsafe Directory.look(at: text, in: number) : nil
      if try !body(name, entry) { return }
    }
    guard errno == 0 else { throw SystemError("read a directory") }
    // readdir(3) finds a removed directory empty.
    if isEmpty, try isRemoved() { throw SystemError("read a directory", code: ENOENT) }
  }

  static func look(at name: UnsafePointer<CChar>, in directory: Int32) throws(SystemError) -> DirectoryEntry? {
    var status = stat()
    if unsafe fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 { return DirectoryEntry(status) }
    if errno == ENOENT { return nil }
    throw unsafe SystemError("look at \(String(cString: name))")
  }
}

private let dot = UInt8(ascii: ".")

/// By bytes, as LC_ALL=C ls(1).
private func sortsBefore(_ one: String, _ other: String) -> Bool { one.utf8.lexicographicallyPrecedes(other.utf8) }
