import Policy
import Testing

/// Whether a rule `cn=PATTERN` takes the name.
private func matches(_ pattern: String, _ name: String) throws -> Bool {
  let rules = try policy("allow chat cn=\"\(pattern)\"")
  var caller = People.caller("alice")
  caller.identity?.name = name
  return rules.decide(caller, now: 0, lists: People.lookUp).verdict == .allow
}

/// What a pattern means, without regard to time.
private func means(_ pattern: Substring, _ name: Substring) -> Bool {
  guard let first = pattern.first else { return name.isEmpty }
  if first == "*" {
    return means(pattern.dropFirst(), name) || (!name.isEmpty && means(pattern, name.dropFirst()))
  }
  guard let character = name.first, first == "?" || first == character else { return false }
  return means(pattern.dropFirst(), name.dropFirst())
}

@Test(arguments: ["ab*?", "aé*?"]) func patternsMeanWhatTheySay(alphabet: String) throws {
  let letters = Array(alphabet)
  var matched = 0
  for _ in 0..<4000 {
    let pattern = String((0..<Int.random(in: 1...7)).compactMap { _ in letters.randomElement() })
    let name = String((0..<Int.random(in: 1...8)).compactMap { _ in letters[..<2].randomElement() })
    let expected = means(pattern[...], name[...])
    if expected { matched += 1 }
    #expect(try matches(pattern, name) == expected, "\(pattern) \(name)")
  }
  #expect(matched > 400)
}

// Without a bound it would not end at all; other tests take their turns meanwhile.
@Test(.timeLimit(.minutes(15)), arguments: ["a", "é"]) func patternsMatchInBoundedTime(letter: String) throws {
  let pattern = String(repeating: "\(letter)*", count: 300) + "b"
  #expect(try !matches(pattern, String(repeating: letter, count: 20_000)))
}
