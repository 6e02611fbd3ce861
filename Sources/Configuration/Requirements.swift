extension NodeConfiguration {
  /// Why a node does not start on such a kernel, as `Require=landlock: …`; nil where it does. A protection that is
  /// required and not there is no protection.
  ///
  /// - Parameters:
  ///   - landlock: the kernel's version of Landlock, 0 for none.
  ///   - complete: the version that can do all that PeerTLS asks of it.
  public func unmet(landlock: Int, complete: Int) -> String? {
    guard require.contains(.landlock), landlock < complete else { return nil }
    let found =
      landlock == 0 ? "this kernel has none, or a filter of system calls forbids it" : "this kernel has \(landlock)"
    return "Require=landlock: version \(complete) of Landlock is needed, and \(found); "
      + "use a newer kernel, or do without the line"
  }
}
