import Glibc
import Processes

/// A file on its way: written under a temporary name, then durable under its own, or not there at all. Where it is not
/// committed, or that fails, the temporary name goes with this value; of a process that was killed it stays until a
/// ``Spool`` is opened that sweeps it away.
public struct DurableFile: ~Copyable {
  /// Every file's mode.
  public static let mode: mode_t = 0o660

  private let directory: Directory
  private let name: String
  private let file: Descriptor
  private var isTemporary = true
  /// How many bytes it has so far.
  public private(set) var length = 0

  /// Begins a file in a directory for temporary ones, on the same file system as the one that it is for.
  public init(in temporary: borrowing Directory) throws(SystemError) {
    let name = UniqueName.make(Clock.unixMicroseconds)
    let directory = try temporary.duplicate()
    file = try directory.create(name, exactly: DurableFile.mode)
    self.directory = directory
    self.name = name
  }

  deinit { if isTemporary { try? directory.remove(name) } }

  /// Adds to its end. After an error what it holds is unknown: let it go.
  public mutating func append(_ bytes: RawSpan) throws(SystemError) {
    try File.write(bytes, to: file.number, name: name)
    length += bytes.byteCount
  }

  /// Adds to its end. After an error what it holds is unknown: let it go.
  public mutating func append(_ bytes: [UInt8]) throws(SystemError) {
    try File.write(bytes, to: file.number, name: name)
    length += bytes.count
  }

  /// Has what it holds so far on the disk, so that ``commit(as:into:)`` takes no longer than it must.
  public func synchronise() throws(SystemError) { try File.synchronise(file, name: name) }

  /// A second handle of the file, whose position it shares.
  public func duplicate() throws(SystemError) -> Descriptor { try file.duplicate() }

  /// Gives it its name in `target`, which must be free, and returns once the contents and the name are durable: only
  /// then may anybody be told yes. After an error it is not there.
  public consuming func commit(as newName: String, into target: borrowing Directory) throws(SystemError) {
    try File.synchronise(file, name: name)
    try directory.rename(name, to: target, as: newName)
    isTemporary = false
    do throws(SystemError) { try target.synchronise() } catch {
      // Nobody was told yes: whoever sends it again shall not find it twice.
      try? target.remove(newName)
      throw error
    }
  }

  /// Gives it a name in `target` whatever has that name, but for a directory (EISDIR), and returns once that is durable.
  /// After an error the name stands for the one or the other, whole.
  public consuming func commit(replacing name: String, in target: borrowing Directory) throws(SystemError) {
    try File.synchronise(file, name: self.name)
    try directory.rename(self.name, to: target, as: name, replacing: true)
    isTemporary = false
    try target.synchronise()
  }
}
