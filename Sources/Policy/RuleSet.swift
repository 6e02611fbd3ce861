/// Everything that a decision needs except the lists' contents, which stay in the compiled file.
public struct RuleSet: Equatable, Sendable {
  /// The rules in the policy's order: the first that matches decides.
  public var rules: [Rule]
  /// The anchors' names; a rule refers to their indexes.
  public var anchorNames: [String]
  /// The lists' names; a rule refers to their indexes.
  public var listNames: [String]

  /// A rule set as it stands.
  public init(rules: [Rule], anchorNames: [String], listNames: [String]) {
    self.rules = rules
    self.anchorNames = anchorNames
    self.listNames = listNames
  }

  /// The rules and names of a policy.
  public init(_ source: PolicySource) {
    self.init(rules: source.rules, anchorNames: source.anchors.map(\.name), listNames: source.lists.map(\.name))
  }
}
