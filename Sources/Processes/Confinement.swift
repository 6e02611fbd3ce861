import CFilters
import CLinux
import Glibc

/// What a program that is to be started may do from its first instruction on.
@safe public struct Confinement {
  /// Sockets that it may make besides the Unix pairs of socketpair(2).
  public struct Families: OptionSet, Sendable {
    /// The bits.
    public let rawValue: Int
    /// From the bits.
    public init(rawValue: Int) { self.rawValue = rawValue }
    /// AF_UNIX.
    public static let unix = Families(rawValue: 1)
    /// AF_INET6 and AF_INET.
    public static let internet = Families(rawValue: 2)
  }

  /// What it may not do besides what no handler may.
  public struct Refusals: OptionSet, Sendable {
    /// The bits.
    public let rawValue: Int
    /// From the bits.
    public init(rawValue: Int) { self.rawValue = rawValue }
    /// To start processes and threads.
    public static let processes = Refusals(rawValue: 1)
    /// To change the mode, owner and times of a file by its path, or to use its extended attributes: Landlock does not see
    /// that, so that a handler whose user has other files would reach them.
    public static let attributes = Refusals(rawValue: 2)
    /// To map code: a program that is linked statically has all of its own.
    public static let code = Refusals(rawValue: 4)
  }

  let ruleset: Ruleset?
  let filters: [UnsafePointer<sock_fprog>?]

  /// The files that a ruleset allows, nil for what its user may use; the filter of system calls for handlers; and what is
  /// refused besides.
  public init(_ ruleset: Ruleset?, families: Families, refusals: Refusals) {
    self.ruleset = ruleset
    let further = unsafe cfilters_for_refusals(Int32(families.rawValue), Int32(refusals.rawValue))
    unsafe filters = [cfilters_for_handlers(), further]
  }
}

extension Lockdown {
  /// For a session that has all it needs: no files, no new sockets, no programs, nobody else's processes; what it never
  /// does ends it (SIGSYS). Best effort where the kernel lacks Landlock. Sets no_new_privs, which both need.
  public static func confineSession() throws(SystemError) { unsafe try confine(cfilters_for_sessions()) }

  /// The same for the process that has the node's key.
  public static func confineSigner() throws(SystemError) { unsafe try confine(cfilters_for_signers()) }

  /// For a process that loads somebody's module: files, sockets and threads are its user's, but not what no module needs,
  /// such as programs, other processes' memory, namespaces or other users; it fails (EPERM). Sets no_new_privs.
  public static func confineModule() throws(SystemError) {
    try dropNewPrivileges()
    unsafe try take(cfilters_for_modules())
  }

  private static func confine(_ filter: UnsafePointer<sock_fprog>?) throws(SystemError) {
    try dropNewPrivileges()
    try Ruleset()?.takeOn()
    unsafe try take(filter)
  }

  private static func take(_ filter: UnsafePointer<sock_fprog>?) throws(SystemError) {
    guard unsafe clinux_filter_self(filter) == 0 else { throw SystemError("filter the system calls") }
  }
}
