import Glibc

/// A user with its groups, ready for a child to become.
public struct Account: Equatable, Sendable {
  /// The user's number.
  public let user: uid_t
  /// The primary group's number.
  public let group: gid_t
  /// Every group, at most 64.
  public let groups: [gid_t]

  /// Looks a user up (getpwnam(3)); throws ENOENT where there is none. Not for static programs: it asks NSS.
  public init(named name: String) throws(SystemError) {
    errno = 0
    guard let entry = unsafe getpwnam(name) else {
      throw SystemError("look up user \(name)", code: errno == 0 ? ENOENT : errno)
    }
    user = unsafe entry.pointee.pw_uid
    group = unsafe entry.pointee.pw_gid
    var groups = [gid_t](repeating: 0, count: 64)
    var count = Int32(groups.count)
    guard unsafe getgrouplist(name, group, &groups, &count) >= 0 else {
      throw SystemError("look up the groups of user \(name)", code: E2BIG)
    }
    self.groups = Array(groups.prefix(Int(count)))
  }
}
