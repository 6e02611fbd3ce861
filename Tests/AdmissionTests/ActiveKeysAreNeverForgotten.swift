import Admission
import Testing

@Test func aKeyHasNoMoreThanItsShare() throws {
  var shares = Shares<String>(capacity: 8)
  for _ in 0..<2 { try shares.admit("a", Allowance(active: 2), now: 0) }
  #expect(throws: Refusal.tooMany) { try shares.admit("a", Allowance(active: 2), now: 0) }
  try shares.admit("b", Allowance(active: 2), now: 0)
  shares.release("a")
  try shares.admit("a", Allowance(active: 2), now: 0)
  #expect(shares.active("a") == 2 && shares.active("b") == 1 && shares.active("c") == 0)
}

@Test func aTableFullOfActiveKeysRefusesOthers() throws {
  var shares = Shares<Int>(capacity: 100)
  for key in 0..<100 { try shares.admit(key, Allowance(), now: 0) }
  #expect(throws: Refusal.tableFull) { try shares.admit(100, Allowance(), now: 0) }
  try shares.admit(50, Allowance(), now: 0)
  shares.release(7)
  try shares.admit(100, Allowance(), now: 0)
  #expect(throws: Refusal.tableFull) { try shares.admit(7, Allowance(), now: 0) }
  for key in 0..<100 where key != 7 { #expect(shares.active(key) == (key == 50 ? 2 : 1)) }
}

@Test func theKeyIdleLongestGoesFirst() throws {
  var shares = Shares<Int>(capacity: 3)
  let once = Allowance(count: 1, seconds: 3600)
  for key in [1, 2, 3] {
    try shares.admit(key, once, now: 0)
  }
  for key in [2, 1, 3] { shares.release(key) }
  try shares.admit(4, once, now: 1)  // in the place of 2
  #expect(throws: Refusal.tooFast) { try shares.admit(1, once, now: 1) }
  #expect(throws: Refusal.tooFast) { try shares.admit(3, once, now: 1) }
  shares.release(4)
  try shares.admit(2, once, now: 1)  // forgotten, so new; in the place of 1
  #expect(throws: Refusal.tooFast) { try shares.admit(3, once, now: 1) }
  #expect(throws: Refusal.tooFast) { try shares.admit(4, once, now: 1) }
}

@Test func whatIsNotHeldCannotBeReleased() throws {
  var shares = Shares<Int>(capacity: 2)
  shares.release(1)
  try shares.admit(1, Allowance(active: 1), now: 0)
  shares.release(1)
  shares.release(1)
  try shares.admit(1, Allowance(active: 1), now: 0)
  #expect(throws: Refusal.tooMany) { try shares.admit(1, Allowance(active: 1), now: 0) }
}

@Test func theTableAgreesWithAPlainCountOverALongRandomLife() throws {
  var shares = Shares<Int>(capacity: 64)
  var held: [Int: Int] = [:]
  var generator = SystemRandomNumberGenerator()
  for step in 0..<50_000 {
    let key = Int.random(in: 0..<200, using: &generator)
    if Bool.random(using: &generator), held.count < 64 || held[key] != nil {
      let isFull = held[key, default: 0] >= 3
      let isAdmitted = (try? shares.admit(key, Allowance(active: 3), now: UInt64(step))) != nil
      #expect(isAdmitted == !isFull)
      if isAdmitted { held[key, default: 0] += 1 }
    } else if let count = held[key] {
      shares.release(key)
      held[key] = count == 1 ? nil : count - 1
    }
  }
  for key in 0..<200 { #expect(shares.active(key) == held[key, default: 0]) }
}
