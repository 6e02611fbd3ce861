import Glibc
import Testing

/// A file without a name that is gone with its owner.
final class Scratch {
  let descriptor: Int32

  init(_ bytes: [UInt8] = []) throws {
    var path = Array("/tmp/peertls-cdb-XXXXXX".utf8CString)
    descriptor = mkstemp(&path)
    try #require(descriptor >= 0)
    unlink(path)
    try #require(write(descriptor, bytes, bytes.count) == bytes.count)
  }

  deinit { close(descriptor) }

  var bytes: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Int(lseek(descriptor, 0, SEEK_END)))
    let count = pread(descriptor, &bytes, bytes.count, 0)
    return count == bytes.count ? bytes : []
  }
}
