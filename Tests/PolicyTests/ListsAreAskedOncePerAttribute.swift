import Policy
import Testing

private let many = """
  list friends f
  list pests p

  """
  + (0..<200).map { "allow chat\($0) list=friends\ndeny * list=pests\nallow chat list=friends cn=x\($0)\n" }.joined()

@Test func listsAreAskedOncePerAttributeHoweverManyRules() throws {
  let rules = try policy(many)
  var asked: [ListEntry: Int] = [:]
  let decision = rules.decide(People.caller("bob"), now: People.now) { entry in
    asked[entry, default: 0] += 1
    return []
  }
  #expect(decision.rule == "default")
  #expect(asked.values.allSatisfy { $0 == 1 })
  #expect(
    Set(asked.keys) == [
      .certificate(People.fingerprint(0xb1)), .key(People.fingerprint(0xb2)), .email("bob@example.com"),
      .email("Bob.B@sub.example.org"), .userID("bob"), .userID("robert"),
    ])
}

@Test func listsAreNotAskedWhereNoRuleNeedsThem() throws {
  let rules = try policy("list friends f\nallow chat\nallow chat list=friends")
  var asked = 0
  let decision = rules.decide(People.caller("alice"), now: People.now) { _ in
    asked += 1
    return []
  }
  #expect(decision.rule == "policy:2")
  #expect(asked == 0)
}

@Test func namesAreNotLookedUpForAnAllowRuleWithoutAChain() throws {
  let rules = try policy("list friends f\nallow chat list=friends")
  var asked: Set<ListEntry> = []
  _ = rules.decide(People.caller("alice!"), now: People.now) { entry in
    asked.insert(entry)
    return [0]
  }
  #expect(asked == [.certificate(People.fingerprint(0xa1)), .key(People.fingerprint(0xa2))])
}

@Test func aTwiceNamedAddressIsLookedUpOnce() throws {
  var caller = People.caller("alice")
  caller.identity?.emails = ["a@EXAMPLE.org", "a@example.org"]
  caller.identity?.userIDs = ["A", "a "]
  var asked = 0
  _ = try policy("list pests p\ndeny * list=pests").decide(caller, now: People.now) { _ in
    asked += 1
    return []
  }
  #expect(asked == 4)
}
