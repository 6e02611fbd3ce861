// What the files may say and this version does not do. A node that finds it does not start, for whoever wrote it relies
// on it.

extension NodeConfiguration {
  /// Why a node does not start with this, as `Require=landlock: …`; nil where it does.
  public var notApplied: String? {
    require.first.map { "Require=\($0.rawValue): this version does not apply it" }
  }
}
