import Lexemes

extension Rule {
  /// Reads conditions alone, such as `key=… email=… anchor=acme` in a person's contacts file, as an allow rule for every
  /// service. Limits and `anonymous` make no sense there and are refused; `until=` is taken.
  /// - Parameters:
  ///   - anchors: the names that `anchor=` may use, in the order of their indexes.
  ///   - lists: the names that `list=` may use, in the order of their indexes.
  ///   - file: for errors, as `line` and `column`, which is where the conditions start in their line.
  public static func parse(
    conditions: String, anchors: [String], lists: [String] = [], file: String, line: Int, column: Int = 1
  ) throws(PolicyError) -> Rule {
    let place = Place(file: file, line: line)
    do throws(PolicyError) {
      let words = try place.words(of: Array(conditions.utf8).span)
      guard !words.isEmpty else { throw place.error(1, "found nothing; expected conditions such as key=SHA256") }
      var grammar = RuleGrammar(place, .allow, anchors: anchors, lists: lists)
      return try grammar.contact(words[...])
    } catch {
      var shifted = error
      shifted.column += column - 1
      throw shifted
    }
  }
}

/// Reads what follows the verb: services, conditions, limits.
struct RuleGrammar {
  static let flags = ["named", "anonymous"]
  static let conditionKeys =
    ["anchor", "list", "cert", "key"] + NameAttribute.allCases.map(\.rawValue) + ["from"]
  static let limitKeys = ["sessions", "rate", "idle", "duration", "files", "quota"]
  static let keys = conditionKeys + limitKeys + ["until"]
  /// What may have been meant by a word that could be a service; not `files`, so near to the service `file`.
  static let wordsLikeServices = (keys + flags).filter { $0 != "files" }

  let place: Place
  let anchors: [String]
  let lists: [String]
  private var rule: Rule
  /// The columns of the keys and flags read so far.
  private var seen: [String: Int] = [:]

  init(_ place: Place, _ verdict: Verdict, anchors: [String], lists: [String]) {
    self.place = place
    self.anchors = anchors
    self.lists = lists
    rule = Rule(line: place.line, verdict: verdict, services: [], conditions: [])
  }

  mutating func rule(_ words: ArraySlice<Word>, after verb: Word) throws(PolicyError) -> Rule {
    let services = words.prefix { $0.sides == nil && !Self.flags.contains($0.text) }
    guard !services.isEmpty else {
      let found = words.first.map { shown($0.text) } ?? "the end of the line"
      let column = words.first?.column ?? verb.column + verb.bytes.count
      throw place.error(column, "found \(found); expected one or more services, or * for every one")
    }
    try read(services: services)
    for word in words.dropFirst(services.count) { try read(word) }
    try checkAnonymous()
    if rule.verdict == .deny, let (key, column) = firstSeen(of: Self.limitKeys) {
      throw place.error(column, "\(key)= limits what is allowed, and this rule denies; only until= can go with deny")
    }
    return rule
  }

  mutating func contact(_ words: ArraySlice<Word>) throws(PolicyError) -> Rule {
    for word in words { try read(word) }
    if let (key, column) = firstSeen(of: Self.limitKeys + ["anonymous"]) {
      throw place.error(column, "found \(key); expected only conditions that say who it is")
    }
    return rule
  }

  private func firstSeen(of keys: [String]) -> (String, Int)? {
    keys.compactMap { key in seen[key].map { (key, $0) } }.min { $0.1 < $1.1 }
  }

  private mutating func read(services words: ArraySlice<Word>) throws(PolicyError) {
    for word in words {
      let name = word.text
      if name == "*" {
        guard words.count == 1 else { throw place.error(word.column, "* means every service; expected it alone") }
        return
      }
      guard Name.isValid(name) else {
        let hint = Self.keys.contains(name) ? " or \(name)=…" : ""
        throw place.error(word.column, "found \(shown(name)); expected a service, \(Name.form)\(hint)")
      }
      guard !rule.services.contains(name) else {
        throw place.error(word.column, "the service \(shown(name)) is named twice")
      }
      rule.services.append(name)
    }
  }

  private mutating func read(_ word: Word) throws(PolicyError) {
    guard let (key, value) = word.sides else { return try readFlag(word) }
    guard Self.keys.contains(key) else {
      if Self.flags.contains(key) { throw place.error(value.column - 1, "\(key) takes no value") }
      let hint = suggestion(for: key, among: Self.keys)
      throw place.error(
        word.column,
        "found \(shown(key + "=")); expected \(Self.keys.joined(separator: "= "))= named or anonymous\(hint)")
    }
    try note(key, word.column)
    guard !value.bytes.isEmpty else { throw place.error(value.column, "\(key)= has no value") }
    switch key {
    case "sessions": rule.limits.sessions = try place.sessions(value)
    case "rate": rule.limits.rate = try place.rate(value)
    case "idle": rule.limits.idleSeconds = try place.seconds(value)
    case "duration": rule.limits.durationSeconds = try place.seconds(value)
    case "files": rule.limits.files = try place.files(value)
    case "quota": rule.limits.quotaBytes = try place.quota(value)
    case "until": rule.until = try place.until(value)
    default: rule.conditions.append(try condition(key, value))
    }
  }

  private mutating func readFlag(_ word: Word) throws(PolicyError) {
    switch word.text {
    case "named": rule.conditions.append(.named)
    case "anonymous": rule.conditions.append(.anonymous)
    default:
      let known = Self.conditionKeys + Self.limitKeys + ["until"]
      guard !known.contains(word.text) else {
        throw place.error(word.column + word.bytes.count, "\(word.text) has no value; expected \(word.text)=…")
      }
      let hint = suggestion(for: word.text, among: Self.wordsLikeServices)
      throw place.error(
        word.column, "found \(shown(word.text)); expected KEY=VALUE, named or anonymous (services come first)\(hint)")
    }
    try note(word.text, word.column)
  }

  private mutating func note(_ key: String, _ column: Int) throws(PolicyError) {
    if let earlier = seen.updateValue(column, forKey: key) {
      throw place.error(column, "\(key) is given twice, first in column \(earlier); a rule takes each condition once")
    }
  }

  private func condition(_ key: String, _ value: Word) throws(PolicyError) -> Condition {
    switch key {
    case "anchor": return .anchor(try index(of: value, "anchor", in: anchors))
    case "list": return .list(try index(of: value, "list", in: lists))
    case "cert": return .certificate(try fingerprint(key, value))
    case "key": return .key(try fingerprint(key, value))
    case "from": return .from(try place.prefix(value))
    default:
      guard let attribute = NameAttribute(rawValue: key) else {
        throw place.error(value.column, "\(key)= is not a condition")
      }
      return .name(attribute, try place.glob(attribute, value))
    }
  }

  private func index(of value: Word, _ kind: String, in names: [String]) throws(PolicyError) -> Int {
    if let index = names.firstIndex(of: value.text) { return index }
    let hint = suggestion(for: value.text, among: names)
    let expected =
      names.isEmpty
      ? "none is declared before this line"
      : "declared before this line: \(names.prefix(8).joined(separator: ", "))\(names.count > 8 ? ", …" : "")"
    throw place.error(value.column, "there is no \(kind) \(shown(value.text)); \(expected)\(hint)")
  }

  private func fingerprint(_ key: String, _ value: Word) throws(PolicyError) -> Fingerprint {
    guard let fingerprint = Fingerprint(hex: value.bytes[...]) else {
      throw place.error(
        value.column, "found \(shown(value.text)); expected a whole SHA-256, 64 hexadecimal digits, after \(key)=")
    }
    return fingerprint
  }

  private func checkAnonymous() throws(PolicyError) {
    guard let column = seen["anonymous"] else { return }
    if let (key, _) = firstSeen(of: (Self.conditionKeys + ["named"]).filter { $0 != "from" }) {
      throw place.error(column, "anonymous means no certificate, and \(key) asks for one; only from= can go with it")
    }
    if rule.services.isEmpty {
      throw place.error(column, "anonymous needs services by name; expected them in place of *")
    }
    if rule.verdict == .knock {
      throw place.error(column, "without a certificate there is nobody to be added; expected allow or deny")
    }
  }
}
