import Lexemes
import Testing

@Test func namesAreShort() {
  for name in ["a", "0", "chat", "a.b_c-d", String(repeating: "a", count: Name.maximumBytes)] {
    #expect(Name.isValid(name), "\(name)")
  }
  for name in ["", "Chat", "-a", ".a", "a b", "a/b", "é", "a\0", String(repeating: "a", count: Name.maximumBytes + 1)] {
    #expect(!Name.isValid(name), "\(name)")
  }
}
