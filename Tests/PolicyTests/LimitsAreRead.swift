import Policy
import Testing

private func rule(_ words: String) throws -> Rule {
  try #require(try policy("allow chat \(words)").rules.first)
}

@Test func limitsAreReadAndReachTheDecision() throws {
  let rules = try policy("allow chat sessions=2 rate=10/min idle=15min duration=2h files=drop quota=10G")
  let decision = rules.decide(People.caller("alice"), now: People.now, lists: People.lookUp)
  let limits = Limits(
    sessions: 2, rate: Rate(count: 10, perSeconds: 60), idleSeconds: 900, durationSeconds: 7200, files: .drop,
    quotaBytes: 10 << 30)
  #expect(decision == Decision(verdict: .allow, line: 1, limits: limits))
}

@Test func aRuleWithoutLimitsLimitsNothing() throws {
  #expect(try rule("").limits == Limits())
}

@Test(arguments: [
  ("90", 90), ("90s", 90), ("90sec", 90), ("15min", 900), ("2h", 7200), ("1d", 86400), ("1h30min", 5400),
  ("1d2h3min4s", 93784), ("365d", 31_536_000), ("0h1s", 1),
]) func timesAreRead(text: String, seconds: UInt32) throws {
  #expect(try rule("idle=\(text)").limits.idleSeconds == seconds)
}

@Test(arguments: [("1/sec", 1), ("1/min", 60), ("1/hour", 3600), ("1/day", 86400)])
func ratesAreRead(text: String, seconds: UInt32) throws {
  #expect(try rule("rate=\(text)").limits.rate == Rate(count: 1, perSeconds: seconds))
}

@Test(arguments: FileRights.allCases) func rightsToFilesAreRead(rights: FileRights) throws {
  #expect(try rule("files=\(rights.rawValue)").limits == Limits(files: rights))
}

private let quotas: [(String, UInt64)] = [
  ("1", 1), ("1048576", 1_048_576), ("1K", 1024), ("3M", 3_145_728), ("2G", 2_147_483_648), ("1T", 1_099_511_627_776),
  ("128T", 140_737_488_355_328), ("140737488355328", 140_737_488_355_328), ("0001K", 1024),
]

@Test(arguments: quotas) func quotasAreRead(text: String, bytes: UInt64) throws {
  #expect(try rule("quota=\(text)").limits == Limits(quotaBytes: bytes))
}

// Seconds from date(1): date -u -d … +%s.
@Test(arguments: [
  ("1970-01-01", 86400), ("2000-02-29", 951_868_800), ("2026-12-31", 1_798_761_600),
  ("2026-12-31T18:00Z", 1_798_740_000), ("2026-12-31T18:00:07Z", 1_798_740_007), ("2028-02-29T00:00Z", 1_835_395_200),
  ("2100-03-01T00:00Z", 4_107_542_400), ("9999-12-31", 253_402_300_800),
]) func datesAreRead(text: String, seconds: Int64) throws {
  #expect(try rule("until=\(text)").until == seconds)
}

@Test(arguments: [
  "1900-01-01", "2100-02-29", "2026-04-31", "2026-00-10", "2026-1-01", "2026-12-31T18:60Z", "2026-12-31Z",
])
func datesThatAreNoneAreRefused(text: String) {
  #expect(throws: PolicyError.self) { try rule("until=\(text)") }
}
