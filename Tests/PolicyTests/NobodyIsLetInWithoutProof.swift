import Policy
import Testing

/// Random rules against every caller without a chain: only a pin, or `anonymous`, may let one in.
@Test func nobodyIsLetInWithoutProof() throws {
  let conditions = [
    "anchor=acme", "list=friends", "cn=*", "email=*", "userid=*", "org=*", "unit=*", "from=::/0", "named",
    "cert=" + String(repeating: "e1", count: 32), "key=" + String(repeating: "e2", count: 32),
  ]
  var random = SystemRandomNumberGenerator()
  var letIn = 0
  for _ in 0..<2000 {
    let chosen = conditions.shuffled(using: &random).prefix(Int.random(in: 0...3, using: &random))
    let verb = Bool.random(using: &random) ? "allow" : "knock"
    let text = "anchor acme a\nlist friends f\n\(verb) * \(chosen.joined(separator: " "))"
    let rules = try policy(text)
    for name in ["alice!", "bob!", "carol!", "eve", "frank!", "nobody"] {
      let decision = rules.decide(People.caller(name), now: People.now, lists: People.lookUp)
      guard decision.verdict != .deny else { continue }
      letIn += 1
      #expect(name == "eve", "\(name) was let in by \(text)")
      let keys = Set(chosen.map { $0.split(separator: "=")[0] })
      #expect(!keys.isDisjoint(with: ["list", "cert", "key"]), "without a pin: \(text)")
      #expect(keys.isSubset(of: ["list", "cert", "key", "from"]), "by a mere claim: \(text)")
    }
  }
  #expect(letIn > 0)
}
