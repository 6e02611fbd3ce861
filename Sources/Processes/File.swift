import CLinux
import Glibc

/// Regular files, read and written whole.
public enum File {
  /// Opens a file, close-on-exec.
  public static func open(_ path: String, _ flags: Int32 = O_RDONLY, mode: mode_t = 0o644) throws(SystemError)
    -> Descriptor
  {
    let number = unsafe Glibc.open(path, flags | O_CLOEXEC, mode)
    guard number >= 0 else { throw SystemError("open \(path)") }
    return Descriptor(adopting: number)
  }

  /// Everything from the start, at most `limit` bytes; a longer file is EFBIG.
  public static func contents(of file: borrowing Descriptor, limit: Int, name: String) throws(SystemError) -> [UInt8] {
    var bytes = [UInt8]()
    while true {
      let room = min(limit + 1 - bytes.count, max(bytes.count, 16 * 1024))
      guard room > 0 else { throw SystemError("read \(name) (limit \(limit) bytes)", code: EFBIG) }
      var count = 0
      let (number, offset) = (file.number, bytes.count)
      let part = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
        count = unsafe pread(number, buffer.baseAddress, room, offset)
        filled = max(count, 0)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw SystemError("read \(name)") }
      if count == 0 { return bytes }
      if bytes.isEmpty { bytes = part } else { bytes += part }
    }
  }

  /// A regular file's contents by path, at most `limit` bytes.
  public static func contents(_ path: String, limit: Int) throws(SystemError) -> [UInt8] {
    let file = try openRegular(path)
    return try contents(of: file, limit: limit, name: path)
  }

  /// Everything that still comes from an open file, pipe or terminal, at most `limit` bytes; more is EFBIG. It waits.
  public static func remainder(of descriptor: Int32, limit: Int, name: String) throws(SystemError) -> [UInt8] {
    var bytes = [UInt8]()
    while bytes.count <= limit {
      switch Bytes.read(descriptor, appendingTo: &bytes, atMost: 16 * 1024) {
      case .moved: break
      case .ended: return bytes
      case .failed(let code): throw SystemError("read \(name)", code: code)
      case .wouldBlock:
        var list = WaitingList()
        list.add(descriptor, .read)
        list.wait(milliseconds: -1)
      }
    }
    throw SystemError("read \(name) (limit \(limit) bytes)", code: EFBIG)
  }

  /// Writes all bytes, waiting where the descriptor must.
  public static func write(_ bytes: [UInt8], to descriptor: Int32, name: String) throws(SystemError) {
    try write(unsafe bytes.span.bytes, to: descriptor, name: name)
  }

  /// Writes all bytes, waiting where the descriptor must.
  public static func write(_ bytes: RawSpan, to descriptor: Int32, name: String) throws(SystemError) {
    var done = 0
    while done < bytes.byteCount {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe Glibc.write(descriptor, buffer.baseAddress! + done, buffer.count - done)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw SystemError("write \(name)") }
      done += count
    }
  }

  /// Makes a new file with these contents and exactly this mode, whatever the umask; durable but for its directory's entry; an existing one is EEXIST. Where it
  /// cannot be written whole there will be none.
  public static func create(_ path: String, _ bytes: [UInt8], mode: mode_t = 0o644) throws(SystemError) {
    let file = try open(path, O_WRONLY | O_CREAT | O_EXCL, mode: mode)
    do throws(SystemError) {
      guard fchmod(file.number, mode) == 0 else { throw SystemError("set the permissions of \(path)") }
      try write(bytes, to: file.number, name: path)
      try synchronise(file, name: path)
    } catch {
      try? remove(path)
      throw error
    }
  }

  /// Makes one directory; that it is there already is no error.
  public static func makeDirectory(_ path: String, mode: mode_t = 0o755) throws(SystemError) {
    guard unsafe mkdir(path, mode) == 0 || errno == EEXIST else { throw SystemError("make directory \(path)") }
  }

  /// The path as seen from `/`, for programs that work there.
  public static func absolute(_ path: String) -> String {
    if path.hasPrefix("/") { return path }
    var bytes = [UInt8](repeating: 0, count: 4096)
    unsafe bytes.withUnsafeMutableBytes { raw in
      _ = unsafe getcwd(raw.bindMemory(to: CChar.self).baseAddress, raw.count)
    }
    return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) + "/" + path
  }

  /// rename(2).
  public static func rename(_ old: String, to new: String) throws(SystemError) {
    guard unsafe Glibc.rename(old, new) == 0 else { throw SystemError("rename \(old) to \(new)") }
  }

  /// Has two paths of one file system change places, at once and durably.
  public static func exchange(_ one: String, with other: String) throws(SystemError) {
    let directory = try open(parent(of: other))
    guard unsafe clinux_exchange(one, other) == 0 else { throw SystemError("exchange \(one) and \(other)") }
    try synchronise(directory, name: parent(of: other))
  }

  /// rename(2) within one directory, which is then made durable.
  public static func renameDurably(_ old: String, to new: String) throws(SystemError) {
    let parent = parent(of: new)
    let directory = try open(parent)
    try rename(old, to: new)
    try synchronise(directory, name: parent)
  }

  /// The directory that a path's last part is in.
  public static func parent(of path: String) -> String {
    path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
  }

  /// Whether the path names something.
  public static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

  /// Whether the path names a directory, or a link that leads to one.
  public static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether the path can be executed by us.
  public static func isExecutable(_ path: String) -> Bool { unsafe access(path, X_OK) == 0 }

  /// Whether the path names something that we may write to.
  public static func isWritable(_ path: String) -> Bool { unsafe access(path, W_OK) == 0 }

  /// Whether the path can be read by us.
  public static func isReadable(_ path: String) -> Bool { unsafe access(path, R_OK) == 0 }

  /// Whether a file belongs to this process's user; false where there is none.
  public static func isOwn(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_uid == geteuid()
  }

  /// The names in a directory, sorted, without `.` and `..`; at most `limit`.
  public static func names(in directory: String, limit: Int = 4096) throws(SystemError) -> [String] {
    guard let stream = unsafe opendir(directory) else { throw SystemError("read directory \(directory)") }
    defer { unsafe _ = closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream), names.count < limit {
      let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) {
        unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// The path of the running program (/proc/self/exe).
  public static func ownPath() throws(SystemError) -> String {
    var length = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 4096) { buffer, filled in
      length = unsafe buffer.withMemoryRebound(to: CChar.self) {
        unsafe readlink("/proc/self/exe", $0.baseAddress!, 4096)
      }
      filled = max(length, 0)
    }
    guard length > 0 else { throw SystemError("read /proc/self/exe") }
    return String(decoding: bytes, as: UTF8.self)
  }
}
