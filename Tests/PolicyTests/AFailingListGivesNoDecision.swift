import Policy
import Testing

private struct Unreadable: Error {}

@Test func aFailingListGivesNoDecision() throws {
  let rules = try policy("list pests p\ndeny * list=pests\nallow *")
  #expect(throws: Unreadable.self) {
    try rules.decide(People.caller("alice"), now: People.now) { (_: ListEntry) throws(Unreadable) -> [Int] in
      throw Unreadable()
    }
  }
}
