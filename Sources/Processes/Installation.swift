/// Where a node's programs are: beside each other in a build; in bin, sbin and libexec when installed.
public struct Installation: Sendable {
  /// The directory of peertls-session and of the handlers that come with it.
  public let libexec: String
  /// The person's command, which compiles the policy.
  public let compiler: String

  /// Seen from the running program.
  public init() {
    let here = File.parent(of: (try? File.ownPath()) ?? "/usr/sbin/peertlsd")
    libexec = File.isExecutable(here + "/peertls-session") ? here : here + "/../libexec/peertls"
    compiler = File.isExecutable(here + "/peertls") ? here + "/peertls" : here + "/../bin/peertls"
  }

  /// A program by its absolute path, or by its name in `libexec` and then in `others`; nil where there is none.
  public func program(_ name: String, others: [String]) -> String? {
    if name.hasPrefix("/") { return File.isExecutable(name) ? name : nil }
    return places(others).map { $0 + "/" + name }.first(where: File.isExecutable)
  }

  /// What to say of a program that is nowhere.
  public func complaint(of name: String, others: [String]) -> String {
    if name.hasPrefix("/") { return File.exists(name) ? "not executable" : "there is no such file" }
    return "no such program in " + places(others).joined(separator: ", ")
  }

  /// Where a bare name is looked up, in this order.
  public func places(_ others: [String]) -> [String] { [libexec] + others }
}
