// The form of a rule set in the compiled policy. All numbers are little-endian:
//
//   "PTLS" version:1
//   anchors:2 name*   lists:2 name*   rules:2 rule*
//   name   bytes:2 UTF-8
//   rule   line:4 verdict:1 present:1 services:2 name* conditions:1 condition*
//          [sessions:4] [count:4 per:4] [idle:4] [duration:4] [until:8] [files:1] [quota:8]   as the bits of `present` say
//   condition  tag:1, then an index:2, a fingerprint:32, a pattern (name), or an address:16 and length:1

/// The one version that is written and read.
let encodingVersion: UInt8 = 2
let encodingMagic = Array("PTLS".utf8)

/// What is present of a rule's limits.
struct Presence: OptionSet {
  let rawValue: UInt8
  static let sessions = Presence(rawValue: 1)
  static let rate = Presence(rawValue: 2)
  static let idle = Presence(rawValue: 4)
  static let duration = Presence(rawValue: 8)
  static let until = Presence(rawValue: 16)
  static let files = Presence(rawValue: 32)
  static let quota = Presence(rawValue: 64)
  static let all: Presence = [.sessions, .rate, .idle, .duration, .until, .files, .quota]
}

/// The tags of conditions that are not names; names follow from `firstName` in the order of NameAttribute.
enum ConditionTag: UInt8 {
  case anchor = 1
  case list, certificate, key, from, named, anonymous
  static let firstName: UInt8 = 16
}

extension RuleSet {
  /// The rule set as bytes for the compiled policy; `init(decoding:)` reads them.
  public func encode() -> [UInt8] {
    var bytes = encodingMagic + [encodingVersion]
    bytes.append(names: anchorNames)
    bytes.append(names: listNames)
    bytes.append(number: UInt16(truncatingIfNeeded: rules.count))
    for rule in rules { bytes.append(rule: rule) }
    return bytes
  }
}

extension [UInt8] {
  fileprivate mutating func append(number: some FixedWidthInteger & UnsignedInteger) {
    var rest = number
    for _ in 0..<(number.bitWidth / 8) {
      append(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
  }

  fileprivate mutating func append(name: String) {
    append(number: UInt16(truncatingIfNeeded: name.utf8.count))
    append(contentsOf: name.utf8)
  }

  fileprivate mutating func append(names: [String]) {
    append(number: UInt16(truncatingIfNeeded: names.count))
    for name in names { append(name: name) }
  }

  fileprivate mutating func append(rule: Rule) {
    append(number: UInt32(truncatingIfNeeded: rule.line))
    append(UInt8(truncatingIfNeeded: Verdict.allCases.firstIndex(of: rule.verdict) ?? 1))
    let limits = rule.limits
    var present: Presence = []
    if limits.sessions != nil { present.insert(.sessions) }
    if limits.rate != nil { present.insert(.rate) }
    if limits.idleSeconds != nil { present.insert(.idle) }
    if limits.durationSeconds != nil { present.insert(.duration) }
    if rule.until != nil { present.insert(.until) }
    if limits.files != nil { present.insert(.files) }
    if limits.quotaBytes != nil { present.insert(.quota) }
    append(present.rawValue)
    append(names: rule.services)
    append(UInt8(truncatingIfNeeded: rule.conditions.count))
    for condition in rule.conditions { append(condition: condition) }
    if let sessions = limits.sessions { append(number: sessions) }
    if let rate = limits.rate {
      append(number: rate.count)
      append(number: rate.perSeconds)
    }
    if let idle = limits.idleSeconds { append(number: idle) }
    if let duration = limits.durationSeconds { append(number: duration) }
    if let until = rule.until { append(number: UInt64(bitPattern: until)) }
    if let files = limits.files { append(UInt8(truncatingIfNeeded: FileRights.allCases.firstIndex(of: files) ?? 0)) }
    if let quota = limits.quotaBytes { append(number: quota) }
  }

  fileprivate mutating func append(condition: Condition) {
    switch condition {
    case .anchor(let index):
      append(ConditionTag.anchor.rawValue)
      append(number: UInt16(truncatingIfNeeded: index))
    case .list(let index):
      append(ConditionTag.list.rawValue)
      append(number: UInt16(truncatingIfNeeded: index))
    case .certificate(let fingerprint):
      append(ConditionTag.certificate.rawValue)
      append(contentsOf: fingerprint.bytes)
    case .key(let fingerprint):
      append(ConditionTag.key.rawValue)
      append(contentsOf: fingerprint.bytes)
    case .name(let attribute, let glob):
      let number = NameAttribute.allCases.firstIndex(of: attribute) ?? 0
      append(ConditionTag.firstName + UInt8(truncatingIfNeeded: number))
      append(name: glob.pattern)
    case .from(let prefix):
      append(ConditionTag.from.rawValue)
      append(contentsOf: prefix.address.bytes)
      append(UInt8(truncatingIfNeeded: prefix.length))
    case .named: append(ConditionTag.named.rawValue)
    case .anonymous: append(ConditionTag.anonymous.rawValue)
    }
  }
}
