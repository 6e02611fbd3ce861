import CCDB
import Glibc

/// Makes a constant database; nothing can be read from it before `finish()`.
@safe public struct Writer: ~Copyable {
  /// `cdb_make` points into itself, so it must not move.
  private let handle: UnsafeMutablePointer<cdb_make>

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
  }

  deinit {
    // Only finishing frees tinycdb's index; without a descriptor it frees and writes nothing, so that what was
    // given up is refused by every reader.
    unsafe handle.pointee.cdb_fd = -1
    _ = unsafe cdb_make_finish(handle)
    unsafe handle.deallocate()
  }

  /// Adds a record; a key may be added many times. Throws when the file cannot be written or would exceed 4 GiB.
  public mutating func add(key: [UInt8], value: [UInt8]) throws(DatabaseError) {
    guard let keyLength = UInt32(exactly: key.count), let valueLength = UInt32(exactly: value.count) else {
      throw .tooLarge
    }
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
    discard self
    let result = unsafe cdb_make_finish(handle)
    let error = errno
    unsafe handle.deallocate()
    if result != 0 { throw .unwritable(errno: error) }
  }
}
