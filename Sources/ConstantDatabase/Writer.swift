import CCDB
import Glibc

/// Makes a constant database; nothing can be read from it before `finish()`.
@safe public struct Writer: ~Copyable {
  /// `cdb_make` points into itself, so it must not move.
  private let handle: UnsafeMutablePointer<cdb_make>
  /// How many keys have hashed to each place: the index is made in quadratic time of equal ones.
  private let alike: UnsafeMutablePointer<UInt16>
  private static let places = 1 << 16

  /// The most records under one key (or under keys of one hash, of which even 16 million records have far fewer).
  public static let maximumAlike: UInt16 = 4096

  /// Begins a database in the empty file open for reading and writing at `descriptor`, which stays the caller's.
  public init(descriptor: Int32) throws(DatabaseError) {
    let handle = UnsafeMutablePointer<cdb_make>.allocate(capacity: 1)
    unsafe handle.initialize(to: cdb_make())
    guard unsafe cdb_make_start(handle, descriptor) == 0 else {
      let error = errno
      unsafe handle.deallocate()
      throw .unwritable(errno: error)
    }
    unsafe self.handle = handle
    unsafe alike = .allocate(capacity: Writer.places)
    unsafe alike.initialize(repeating: 0, count: Writer.places)
  }

  deinit {
    // Only finishing frees tinycdb's index; without a descriptor it frees and writes nothing, so that what was
    // given up is refused by every reader.
    unsafe handle.pointee.cdb_fd = -1
    _ = unsafe cdb_make_finish(handle)
    unsafe handle.deallocate()
    unsafe alike.deallocate()
  }

  /// Adds a record; a key may be added many times, up to `maximumAlike`. Throws when the file cannot be written or
  /// would exceed 4 GiB.
  public mutating func add(key: [UInt8], value: [UInt8]) throws(DatabaseError) {
    guard let keyLength = UInt32(exactly: key.count), let valueLength = UInt32(exactly: value.count) else {
      throw .tooLarge
    }
    let hash = unsafe key.withUnsafeBytes { unsafe cdb_hash($0.baseAddress, keyLength) }
    let place = Int(hash) & (Writer.places - 1)
    guard unsafe alike[place] < Writer.maximumAlike else { throw .tooManyAlike }
    unsafe alike[place] += 1
    errno = 0
    let result = unsafe key.withUnsafeBytes { key in
      unsafe value.withUnsafeBytes { value in
        unsafe cdb_make_add(handle, key.baseAddress, keyLength, value.baseAddress, valueLength)
      }
    }
    if result != 0 { throw errno == ENOMEM || errno == 0 ? .tooLarge : .unwritable(errno: errno) }
  }

  /// Writes the index; after it the file can be read. Throws when it cannot be written.
  public consuming func finish() throws(DatabaseError) {
    let handle = unsafe self.handle
    unsafe alike.deallocate()
    discard self
    let result = unsafe cdb_make_finish(handle)
    let error = errno
    unsafe handle.deallocate()
    if result != 0 { throw .unwritable(errno: error) }
  }
}
