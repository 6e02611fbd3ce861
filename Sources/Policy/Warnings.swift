extension PolicySource {
  /// What is allowed but surely not meant: a rule for a service that no handler serves, a rule that can never decide
  /// because an earlier one matches everybody whom it could match, a deny rule by `cert=`, and a `quota=` for a caller who
  /// may write nothing.
  /// - Parameter services: the services that have a handler.
  public func warnings(services: [String]) -> [PolicyError] {
    let known = Set(services)
    var warnings: [PolicyError] = []
    for (index, rule) in rules.enumerated() {
      let place = Place(file: file, line: rule.line)
      for service in rule.services where !known.contains(service) {
        let hint = suggestion(for: service, among: services + RuleGrammar.wordsLikeServices)
        warnings.append(place.error(1, "no handler serves \(shown(service)), which this rule names\(hint)"))
      }
      if rule.verdict == .deny && rule.conditions.contains(where: \.isCertificate) {
        warnings.append(
          place.error(1, "this rule denies by cert=, and \(PolicySource.evasion); deny by key= instead"))
      }
      if let files = rule.limits.files, [.read, .none].contains(files), rule.limits.quotaBytes != nil {
        warnings.append(
          place.error(1, "this rule has quota=, and by files=\(files.rawValue) nothing is written that could count"))
      }
      if let earlier = rules[..<index].first(where: { $0.covers(rule) }) {
        warnings.append(
          place.error(1, "this rule never decides, for line \(earlier.line) matches first whenever it could"))
      }
    }
    return warnings
  }

  /// Why nobody is denied by a certificate's SHA-256: an ECDSA signature (r, s) is as good as (r, -s), and so are some
  /// other encodings, while the key stays the same.
  package static let evasion =
    "whoever holds a certificate can change its bytes, and so its SHA-256, without breaking it"
}

extension Condition {
  fileprivate var isCertificate: Bool { if case .certificate = self { true } else { false } }
}

extension Rule {
  /// Whether every caller that matches the later rule matches this one.
  fileprivate func covers(_ later: Rule) -> Bool {
    guard services.isEmpty || (!later.services.isEmpty && later.services.allSatisfy(services.contains)) else {
      return false
    }
    guard later.until ?? .max <= until ?? .max else { return false }
    guard conditions.allSatisfy(later.conditions.contains) else { return false }
    if verdict == .deny { return true }
    // This rule asks for proof, or for `anonymous`, so the later one must ask for no less.
    if later.conditions.contains(.anonymous) { return conditions.contains(.anonymous) }
    if later.verdict == .deny { return later.conditions.contains { if case .anchor = $0 { true } else { false } } }
    return conditions.contains(where: \.isPin) || !later.conditions.contains(where: \.isPin)
  }
}
