import Policy
import Testing

private let everything = """
  anchor acme a.pem crl=a.crl
  anchor other o.pem
  list friends f
  deny * list=friends from=2001:db8::/33 until=2026-12-31
  allow chat file smtp anchor=other cert=\(String(repeating: "a1", count: 32)) key=\(String(repeating: "b2", count: 32))
  allow chat cn="Zoë *" email=*@Example.org userid=? org="x y" unit=z named sessions=1 rate=2/day idle=3 duration=4
  allow file cn=x files=write quota=10G until=2026-12-31
  allow file cn=y files=none quota=128T rate=1/sec
  allow chat anonymous
  knock *
  """

@Test func compiledRulesReadBackTheSame() throws {
  let rules = try policy(everything)
  #expect(rules.rules.count == 7)
  let decoded = try RuleSet(decoding: rules.encode())
  #expect(decoded == rules)
  #expect(decoded.anchorNames == ["acme", "other"] && decoded.listNames == ["friends"])
}

@Test func truncatedRulesAreRefused() throws {
  let bytes = try policy(everything).encode()
  for count in bytes.indices {
    #expect(throws: EncodingError.self) { try RuleSet(decoding: Array(bytes[..<count])) }
  }
  #expect(throws: EncodingError.self) { try RuleSet(decoding: bytes + [0]) }
}

@Test func everyReadableFormIsTheOneThatIsWritten() throws {
  let bytes = try policy(everything).encode()
  var refused = 0
  for index in bytes.indices {
    for bit in 0..<8 {
      var changed = bytes
      changed[index] ^= 1 << UInt8(bit)
      if let rules = try? RuleSet(decoding: changed) {
        #expect(rules.encode() == changed)
      } else {
        refused += 1
      }
    }
  }
  #expect(refused > bytes.count)
}

@Test func anotherVersionIsRefused() throws {
  var bytes = try policy("allow chat").encode()
  bytes[4] = 1
  let error = #expect(throws: EncodingError.self) { try RuleSet(decoding: bytes) }
  #expect(error?.description == "compiled rules, byte 5: version 1 is not 2; compile the policy again")
}
