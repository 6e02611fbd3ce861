import CLinux
import Glibc

/// A file in memory (memfd_create(2)) that can be sealed against every change.
public enum MemoryFile {
  /// An empty one; `name` shows in /proc.
  public static func make(_ name: String) throws(SystemError) -> Descriptor {
    let number = unsafe clinux_memfd(name)
    guard number >= 0 else { throw SystemError("make memory file \(name)") }
    return Descriptor(adopting: number)
  }

  /// Seals it: from now on nobody can write, grow or shrink it.
  public static func seal(_ file: borrowing Descriptor) throws(SystemError) {
    guard clinux_seal(file.number) == 0 else { throw SystemError("seal a memory file") }
  }
}
