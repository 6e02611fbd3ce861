import CLinux
import Glibc

/// A Landlock ruleset (landlock(7)): which files a process may use from the day that it takes it on, and that it reaches
/// nobody else's processes, abstract sockets or, unless it is allowed, the network.
@safe public final class Ruleset: Sendable {
  let descriptor: Descriptor

  /// Landlock's version on this kernel: 0 where there is none, 6 where it can do all that PeerTLS asks of it.
  public static let version = Int(clinux_landlock_abi())
  /// The version from which on nothing is missing.
  public static let completeVersion = 6

  /// What this kernel's Landlock leaves open, for people; nil where it is complete.
  public static var missing: String? {
    let what =
      switch version {
      case 0: "files, the network and other processes' signals"
      case 1...3: "the network, abstract sockets and signals"
      case 4..<completeVersion: "abstract sockets and signals"
      default: ""
      }
    guard !what.isEmpty else { return nil }
    let kernel =
      version == 0
      ? "this kernel has no Landlock" : "this kernel's Landlock is version \(version), not \(completeVersion)"
    return "\(kernel): for \(what) only users and seccomp hold sessions and handlers; Require=landlock forbids that"
  }

  /// What a path may be used for.
  public enum Access: Sendable {
    /// Files are read and directories listed.
    case read
    /// And run.
    case execute
    /// A state directory: everything but to run files, and to use devices.
    case write
    /// A device file such as /dev/null: read and written.
    case device
  }

  /// Nothing is allowed but what rules are added for; nil where the kernel has no Landlock.
  public init?(allowsNetwork: Bool = false) throws(SystemError) {
    guard Ruleset.version > 0 else { return nil }
    let number = clinux_ruleset(
      Int32(Ruleset.version), Right.all(Ruleset.version), allowsNetwork ? 0 : Right.network, Right.scopes)
    guard number >= 0 else { throw SystemError("make a Landlock ruleset") }
    descriptor = Descriptor(adopting: number)
  }

  /// Allows so much of a file, or of a directory and all beneath it. Throws what open(2) and landlock_add_rule(2) say.
  public func allow(_ access: Access, _ path: String) throws(SystemError) {
    let file = try File.openPlace(path)
    var status = stat()
    guard unsafe fstat(file.number, &status) == 0 else { throw SystemError("look at \(path)") }
    let possible = status.st_mode & S_IFMT == S_IFDIR ? UInt64.max : Right.ofFiles
    let rights = access.rights & Right.all(Ruleset.version) & possible
    guard clinux_rule(descriptor.number, file.number, rights) == 0 else {
      throw SystemError("let a handler use \(path)")
    }
  }

  /// From now on this process, and whatever it starts, may do no more than that.
  func takeOn() throws(SystemError) {
    guard clinux_restrict_self(descriptor.number) == 0 else { throw SystemError("take a Landlock ruleset on") }
  }
}

/// LANDLOCK_ACCESS_FS_…, LANDLOCK_ACCESS_NET_… and LANDLOCK_SCOPE_….
private enum Right {
  static let execute: UInt64 = 1 << 0
  static let writeFile: UInt64 = 1 << 1
  static let readFile: UInt64 = 1 << 2
  static let readDirectory: UInt64 = 1 << 3
  static let truncate: UInt64 = 1 << 14
  static let ioctlDevice: UInt64 = 1 << 15
  /// MAKE_CHAR and MAKE_BLOCK.
  static let makeDevice: UInt64 = 1 << 6 | 1 << 11
  static let ofFiles = execute | writeFile | readFile | truncate | ioctlDevice
  /// TCP's bind(2) and connect(2).
  static let network: UInt64 = 3
  /// Abstract Unix sockets and signals.
  static let scopes: UInt64 = 3

  /// Every right of files that a version knows.
  static func all(_ version: Int) -> UInt64 {
    let count =
      switch version {
      case 1: 13
      case 2: 14
      case 3, 4: 15
      default: 16
      }
    return 1 << count - 1
  }
}

extension Ruleset.Access {
  fileprivate var rights: UInt64 {
    switch self {
    case .read: Right.readFile | Right.readDirectory
    case .execute: Right.readFile | Right.readDirectory | Right.execute
    case .write: ~(Right.execute | Right.makeDevice | Right.ioctlDevice)
    case .device: Right.readFile | Right.writeFile
    }
  }
}
