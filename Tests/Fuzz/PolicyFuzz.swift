import Policy

/// Feeds arbitrary bytes to every reader of Policy. Whatever reads must be written back the same; anything else must be
/// refused without a trap. A trap here is a finding.
public func fuzzPolicy(_ bytes: [UInt8]) {
  if let source = try? PolicySource.parse(bytes, file: "policy") {
    let rules = RuleSet(source)
    let encoded = rules.encode()
    precondition((try? RuleSet(decoding: encoded)) == rules, "a policy that parses must survive its encoding")
    precondition(source.warnings(services: ["chat", "file"]).allSatisfy { $0.line >= 1 && $0.column >= 1 })
    decide(rules)
  }
  if let rules = try? RuleSet(decoding: bytes) {
    precondition(rules.encode() == bytes, "a rule set has one encoding")
    decide(rules)
  }
  readList(bytes)
  let text = String(decoding: bytes.prefix(4096), as: UTF8.self)
  if let address = Address(text) {
    precondition(Address(address.description) == address, "an address must survive its text")
  }
  if let prefix = Prefix(text) {
    precondition(Prefix(prefix.description) == prefix && prefix.contains(prefix.address))
  }
  if let fingerprint = Fingerprint(hex: text) {
    precondition(Fingerprint(hex: fingerprint.description) == fingerprint)
  }
  _ = try? Rule.parse(conditions: text, anchors: ["acme"], lists: ["friends"], file: "contacts", line: 1, column: 9)
}

private func readList(_ bytes: [UInt8]) {
  var reader = ListReader(file: "list")
  for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
    guard let entry = try? reader.entry(line: line) else { continue }
    precondition(entry.recordKey.count > 2, "an entry is never empty")
  }
}

/// Judges a few callers, and holds the verdict to the rule that no one is let in without proof.
private func decide(_ rules: RuleSet) {
  guard let address = Address(bytes: [0x20, 0x01, 0x0d, 0xb8] + [UInt8](repeating: 0, count: 12)),
    let fingerprint = Fingerprint(bytes: [UInt8](repeating: 0xaa, count: Fingerprint.size))
  else { preconditionFailure("these sizes are right") }
  let identity = Identity(
    name: "Zoë Example", emails: ["zoë@Example.org", "@", ""], userIDs: ["Zoë", " "],
    organizations: ["Example  Pte Ltd"],
    units: ["*"], certificate: fingerprint, key: fingerprint)
  for service in ["chat", "", "*"] {
    for anchors in [[], [0]] {
      for identity in [nil, identity] {
        let caller = Caller(identity: identity, anchors: anchors, address: address, service: service)
        let decision = rules.decide(caller, now: 1_767_225_600) { _ in [] }
        // No list holds anybody here, so without a chain only these can let the caller in.
        precondition(
          decision.verdict == .deny || (identity != nil && !anchors.isEmpty)
            || rules.rules.contains { $0.line == decision.line && $0.conditions.contains(where: isProof) },
          "nobody is let in without proof")
      }
    }
  }
}

private func isProof(_ condition: Condition) -> Bool {
  switch condition {
  case .certificate, .key, .anonymous: true
  default: false
  }
}
