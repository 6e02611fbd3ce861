import CCDB
import Glibc

/// A constant database, mapped read-only: every look-up costs the same however large it is.
///
/// Wraps tinycdb, cdb(3). The file must not shrink while it is mapped (a sealed memfd, or a file that is only ever
/// replaced by rename(2)).
@safe public struct Reader: ~Copyable {
  /// tinycdb moves its cursor within the handle, and a look-up is not a mutation to its caller.
  private let handle: UnsafeMutablePointer<cdb>

  /// Maps the database open at `descriptor`, which stays the caller's and may be closed at once.
  /// Throws `DatabaseError.unreadable` when it is not a constant database.
  public init(descriptor: Int32) throws(DatabaseError) {
    let handle = UnsafeMutablePointer<cdb>.allocate(capacity: 1)
    unsafe handle.initialize(to: cdb())
    guard unsafe cdb_init(handle, descriptor) == 0 else {
      let error = errno == 0 ? EPROTO : errno
      unsafe handle.deallocate()
      throw .unreadable(errno: error)
    }
    unsafe self.handle = handle
  }

  deinit {
    unsafe cdb_free(handle)
    unsafe handle.deallocate()
  }

  /// The first value stored under `key`; nil if there is none or the file is damaged there.
  public func first(_ key: [UInt8]) -> [UInt8]? {
    guard let length = UInt32(exactly: key.count) else { return nil }
    let found = unsafe key.withUnsafeBytes { unsafe cdb_find(handle, $0.baseAddress ?? Self.nothing, length) }
    return found > 0 ? value() : nil
  }

  /// Calls `body` with every value stored under `key`, in the order in which they were added.
  public func all(_ key: [UInt8], _ body: ([UInt8]) -> Void) {
    guard let length = UInt32(exactly: key.count) else { return }
    unsafe key.withUnsafeBytes { bytes in
      var search = unsafe cdb_find()
      guard unsafe cdb_findinit(&search, handle, bytes.baseAddress ?? Self.nothing, length) > 0 else { return }
      while unsafe cdb_findnext(&search) > 0 {
        if let value = value() { body(value) }
      }
    }
  }

  /// What an empty array's null address is replaced by.
  private static var nothing: UnsafeRawPointer { unsafe UnsafeRawPointer(bitPattern: 1)! }

  private func value() -> [UInt8]? {
    let (length, position) = unsafe (handle.pointee.cdb_vlen, handle.pointee.cdb_vpos)
    guard let start = unsafe cdb_get(handle, length, position) else { return nil }
    return unsafe Array(UnsafeRawBufferPointer(start: start, count: Int(length)))
  }
}
