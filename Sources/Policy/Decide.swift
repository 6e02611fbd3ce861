extension RuleSet {
  /// The first rule that matches decides; if none does, the caller is denied.
  ///
  /// An allow or knock rule needs proof: a verified chain, or a pin (`cert=`, `key=`, or a list's `cert:` or `key:` entry)
  /// that holds. Names need a chain even beside a pin, for in an unchained certificate they are mere claims. A deny rule
  /// takes claims as they are, so that nobody escapes it by showing less proof; only `anchor=` always means a verified
  /// chain. A caller without a certificate matches only rules that say `anonymous`, and deny rules that ask for nothing
  /// but services and `from=`.
  ///
  /// - Parameters:
  ///   - now: Unix time in seconds, for `until=`.
  ///   - lists: the indexes of the lists that hold an entry. It is asked at most once for each attribute of the caller,
  ///     and only if a rule needs to know, so the cost grows neither with the rules nor with the lists.
  /// - Throws: what `lists` throws. Then there is no decision, and the caller must not be let in.
  public func decide<Failure: Error>(
    _ caller: Caller, now: Int64, lists: (ListEntry) throws(Failure) -> [Int]
  ) throws(Failure) -> Decision {
    var examination = Examination(caller)
    for rule in rules where rule.concerns(caller.service) && now < rule.until ?? .max {
      if try examination.matches(rule, lists: lists) {
        return Decision(verdict: rule.verdict, line: rule.line, limits: rule.limits)
      }
    }
    return Decision(verdict: .deny, line: nil)
  }
}

/// A caller, and what has been found out about it so far.
private struct Examination {
  let caller: Caller
  let chained: Bool
  private var pinned: [Int]?
  private var listed: [Int]?
  private var folded: [NameAttribute: [String]] = [:]

  init(_ caller: Caller) {
    self.caller = caller
    chained = !caller.anchors.isEmpty
  }

  mutating func matches<Failure: Error>(
    _ rule: Rule, lists: (ListEntry) throws(Failure) -> [Int]
  ) throws(Failure) -> Bool {
    let denies = rule.verdict == .deny
    guard let identity = caller.identity else {
      return (denies || rule.conditions.contains(.anonymous)) && rule.conditions.allSatisfy(holdsForAnyone)
    }
    let believed = chained || denies
    var proven = believed
    for condition in rule.conditions {
      switch condition {
      case .anchor(let index):
        guard caller.anchors.contains(index) else { return false }
      case .certificate(let fingerprint):
        guard identity.certificate == fingerprint else { return false }
        proven = true
      case .key(let fingerprint):
        guard identity.key == fingerprint else { return false }
        proven = true
      case .list(let index):
        if try pinnedIn(identity, lists).contains(index) {
          proven = true
        } else {
          guard believed, try listedIn(lists).contains(index) else { return false }
        }
      case .name(let attribute, let glob):
        guard believed, names(attribute).contains(where: glob.matches) else { return false }
      case .named:
        guard believed, identity.isNamed else { return false }
      case .from(let prefix):
        guard prefix.contains(caller.address) else { return false }
      case .anonymous:
        return false
      }
    }
    return proven
  }

  /// Whether a condition holds for a caller who has shown nothing but where it calls from.
  private func holdsForAnyone(_ condition: Condition) -> Bool {
    switch condition {
    case .from(let prefix): prefix.contains(caller.address)
    case .anonymous: true
    default: false
    }
  }

  private mutating func names(_ attribute: NameAttribute) -> [String] {
    if let known = folded[attribute] { return known }
    let names = caller.identity.map { $0.folded(attribute) } ?? []
    folded[attribute] = names
    return names
  }

  private mutating func pinnedIn<Failure: Error>(
    _ identity: Identity, _ lists: (ListEntry) throws(Failure) -> [Int]
  ) throws(Failure) -> [Int] {
    if let pinned { return pinned }
    let found = try lists(.certificate(identity.certificate)) + lists(.key(identity.key))
    pinned = found
    return found
  }

  private mutating func listedIn<Failure: Error>(
    _ lists: (ListEntry) throws(Failure) -> [Int]
  ) throws(Failure) -> [Int] {
    if let listed { return listed }
    var found: [Int] = []
    for entry in Set(names(.email).map(ListEntry.email) + names(.userID).map(ListEntry.userID)) {
      found += try lists(entry)
    }
    listed = found
    return found
  }
}

extension Identity {
  /// The values of an attribute as conditions and lists compare them; empty ones are left out.
  func folded(_ attribute: NameAttribute) -> [String] {
    let values =
      switch attribute {
      case .commonName: [foldedText(name)]
      case .email: emails.map(foldedEmail)
      case .userID: userIDs.map(foldedText)
      case .organization: organizations.map(foldedText)
      case .unit: units.map(foldedText)
      }
    return values.filter { !$0.isEmpty }
  }
}
