import Lexemes

/// Why bytes are not a rule set.
public struct EncodingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Where reading stopped, in bytes from 0.
  public var offset: Int
  /// What was wrong there.
  public var message: String

  /// The message and where it applies.
  public var description: String { "compiled rules, byte \(offset): \(message)" }
}

extension RuleSet {
  /// Reads what `encode()` wrote, and nothing else: every size, index and value is checked.
  /// - Throws: EncodingError if a byte is missing, left over, or means nothing, or if the version is another one.
  public init(decoding bytes: [UInt8]) throws(EncodingError) {
    var reader = Reader(bytes: bytes)
    guard try reader.take(encodingMagic.count).elementsEqual(encodingMagic) else {
      throw reader.error("these are not compiled rules")
    }
    let version = try reader.number(UInt8.self)
    guard version == encodingVersion else {
      throw reader.error("version \(version) is not \(encodingVersion); compile the policy again")
    }
    anchorNames = try reader.names(atMost: PolicySource.maximumAnchors)
    listNames = try reader.names(atMost: PolicySource.maximumLists)
    rules = []
    for _ in 0..<(try reader.count(atMost: PolicySource.maximumRules)) {
      rules.append(try reader.rule(anchors: anchorNames.count, lists: listNames.count))
    }
    guard reader.at == bytes.count else { throw reader.error("\(bytes.count - reader.at) bytes are left over") }
  }
}

private struct Reader {
  let bytes: [UInt8]
  var at = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  func error(_ message: String) -> EncodingError { EncodingError(offset: at, message: message) }

  mutating func take(_ count: Int) throws(EncodingError) -> ArraySlice<UInt8> {
    guard count <= bytes.count - at else { throw error("\(count) bytes expected, \(bytes.count - at) left") }
    defer { at += count }
    return bytes[at..<(at + count)]
  }

  mutating func number<Number: FixedWidthInteger & UnsignedInteger>(
    _ type: Number.Type
  ) throws(EncodingError) -> Number {
    try take(Number.bitWidth / 8).reversed().reduce(0) { $0 << 8 | Number($1) }
  }

  mutating func number<Number: FixedWidthInteger & UnsignedInteger>(
    in range: ClosedRange<Number>
  ) throws(EncodingError) -> Number {
    let value = try number(Number.self)
    guard range.contains(value) else { throw error("\(value) is out of range") }
    return value
  }

  mutating func count(atMost most: Int) throws(EncodingError) -> Int {
    let value = Int(try number(UInt16.self))
    guard value <= most else { throw error("\(value) is more than \(most)") }
    return value
  }

  mutating func index(below end: Int) throws(EncodingError) -> Int {
    let value = Int(try number(UInt16.self))
    guard value < end else { throw error("index \(value) is not below \(end)") }
    return value
  }

  mutating func text() throws(EncodingError) -> String {
    let length = try count(atMost: PolicySource.maximumLineBytes)
    guard let text = String(validating: try take(length), as: UTF8.self) else { throw error("a text is not UTF-8") }
    return text
  }

  mutating func names(atMost most: Int) throws(EncodingError) -> [String] {
    var names: [String] = []
    for _ in 0..<(try count(atMost: most)) {
      let name = try text()
      guard Name.isValid(name), !names.contains(name) else { throw error("a name is malformed or repeated") }
      names.append(name)
    }
    return names
  }

  mutating func rule(anchors: Int, lists: Int) throws(EncodingError) -> Rule {
    let line = Int(try number(UInt32.self))
    let verdict = Int(try number(UInt8.self))
    guard Verdict.allCases.indices.contains(verdict) else { throw error("verdict \(verdict) is unknown") }
    let present = Presence(rawValue: try number(UInt8.self))
    guard present.isSubset(of: .all) else { throw error("limits \(present.rawValue) are unknown") }
    // A rule is a line, and a service needs two bytes of it.
    let services = try names(atMost: PolicySource.maximumLineBytes / 2)
    var rule = Rule(line: line, verdict: Verdict.allCases[verdict], services: services, conditions: [])
    for _ in 0..<(try number(UInt8.self)) {
      rule.conditions.append(try condition(anchors: anchors, lists: lists))
    }
    if present.contains(.sessions) { rule.limits.sessions = try number(in: Rate.countRange) }
    if present.contains(.rate) {
      let count = try number(in: Rate.countRange)
      rule.limits.rate = Rate(count: count, perSeconds: try number(in: 1...86400))
    }
    if present.contains(.idle) { rule.limits.idleSeconds = try number(in: 1...Limits.longestSeconds) }
    if present.contains(.duration) { rule.limits.durationSeconds = try number(in: 1...Limits.longestSeconds) }
    if present.contains(.until) { rule.until = Int64(bitPattern: try number(UInt64.self)) }
    if present.contains(.files) {
      let files = Int(try number(UInt8.self))
      guard FileRights.allCases.indices.contains(files) else { throw error("rights to files \(files) are unknown") }
      rule.limits.files = FileRights.allCases[files]
    }
    if present.contains(.quota) { rule.limits.quotaBytes = try number(in: Limits.quotaRange) }
    return rule
  }

  mutating func condition(anchors: Int, lists: Int) throws(EncodingError) -> Condition {
    let tag = try number(UInt8.self)
    let attribute = Int(tag) - Int(ConditionTag.firstName)
    if NameAttribute.allCases.indices.contains(attribute) {
      return .name(NameAttribute.allCases[attribute], Glob(folded: try text()))
    }
    switch ConditionTag(rawValue: tag) {
    case .anchor: return .anchor(try index(below: anchors))
    case .list: return .list(try index(below: lists))
    case .certificate: return .certificate(try fingerprint())
    case .key: return .key(try fingerprint())
    case .from: return .from(try prefix())
    case .named: return .named
    case .anonymous: return .anonymous
    case nil: throw error("condition \(tag) is unknown")
    }
  }

  private mutating func fingerprint() throws(EncodingError) -> Fingerprint {
    guard let fingerprint = Fingerprint(bytes: try take(Fingerprint.size)) else { throw error("no fingerprint") }
    return fingerprint
  }

  private mutating func prefix() throws(EncodingError) -> Prefix {
    guard let address = Address(bytes: try take(16)) else { throw error("no address") }
    let length = Int(try number(UInt8.self))
    guard let prefix = Prefix(address, length: length), prefix.address == address else {
      throw error("the prefix length \(length) does not fit its address")
    }
    return prefix
  }
}
