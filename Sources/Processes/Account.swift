import Glibc

/// A user with its groups, ready for a child to become.
public struct Account: Equatable, Sendable {
  /// The user's number.
  public let user: uid_t
  /// The primary group's number.
  public let group: gid_t
  /// Every group, at most 64.
  public let groups: [gid_t]

  /// Looks a user up by name or number, and a group that takes the place of the user's own (getpwnam(3),
  /// getgrnam(3)); throws ENOENT where there is none. Not for static programs: it asks NSS, which may block.
  public init(named name: String, group groupName: String? = nil) throws(SystemError) {
    errno = 0
    guard let entry = unsafe uid_t(name).map({ unsafe getpwuid($0) }) ?? getpwnam(name) else {
      throw SystemError("look up user \(name)", code: errno == 0 ? ENOENT : errno)
    }
    user = unsafe entry.pointee.pw_uid
    let ownGroup = unsafe entry.pointee.pw_gid
    var groups = [gid_t](repeating: 0, count: 64)
    var count = Int32(groups.count)
    guard unsafe getgrouplist(entry.pointee.pw_name, ownGroup, &groups, &count) >= 0 else {
      throw SystemError("look up the groups of user \(name)", code: E2BIG)
    }
    self.groups = Array(groups.prefix(Int(count)))
    group = if let groupName { try Account.group(named: groupName) } else { ownGroup }
  }

  /// The number of this process's user.
  public static var own: uid_t { geteuid() }

  /// The name of this process's user, or its number. Not for static programs.
  public static var ownName: String {
    unsafe getpwuid(own).map { unsafe String(cString: $0.pointee.pw_name) } ?? String(own)
  }

  /// Whether this process may become another user.
  public static var isPrivileged: Bool { geteuid() == 0 }

  private static func group(named name: String) throws(SystemError) -> gid_t {
    errno = 0
    guard let entry = unsafe gid_t(name).map({ unsafe getgrgid($0) }) ?? getgrnam(name) else {
      throw SystemError("look up group \(name)", code: errno == 0 ? ENOENT : errno)
    }
    return unsafe entry.pointee.gr_gid
  }
}
