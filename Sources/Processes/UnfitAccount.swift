/// Why nothing can run as an account that the configuration names, in one line.
public struct UnfitAccount: Error, CustomStringConvertible {
  /// The line.
  public let description: String

  init(_ description: String) { self.description = description }
}

extension Account {
  /// The account that a setting names for what must not run as root, for this reason. Throws where it is root's or not
  /// there.
  public init(of setting: String, _ name: String, notRoot reason: String) throws(UnfitAccount) {
    do throws(SystemError) { try self.init(named: name) } catch {
      throw UnfitAccount("\(setting)=\(name): \(error); make it with systemd-sysusers, or useradd --system \(name)")
    }
    guard user != 0 else { throw UnfitAccount("\(setting)=\(name): \(reason) run as root; name another user") }
  }

  /// The account of a handler whose file this is. Throws where a node that root runs would not start with it.
  public init(ofHandler file: String, user: String?, group: String?) throws(UnfitAccount) {
    guard let user else {
      throw UnfitAccount("\(file): User= is required when peertlsd runs as root: whom shall it run as?")
    }
    do throws(SystemError) { try self.init(named: user, group: group) } catch {
      throw UnfitAccount("\(file): \(error); make it with systemd-sysusers or useradd --system")
    }
  }
}
