import SafeText
import Testing

@Test func longTextIsCut() {
  #expect(SafeText.of("abcdef", .line.atMost(6)) == "abcdef")
  #expect(SafeText.of("abcdef", .line.atMost(5)) == "abcd…")
  #expect(SafeText.of("abcdef", .line.atMost(1)) == "…")
  #expect(SafeText.of("abcdef", .line.atMost(0)) == "")
  #expect(SafeText.of("abcdef", .line.atMost(-1)) == "")
  #expect(SafeText.of("", .line.atMost(0)) == "")
  #expect(SafeText.of("e\u{301}e\u{301}e\u{301}", .line.atMost(2)) == "e\u{301}…")
}

@Test func marksDoNotPileUp() {
  let marks = String(repeating: "\u{300}", count: 1000)
  let allowed = String(repeating: "\u{300}", count: SafeText.maximumMarks)
  #expect(SafeText.of("a\(allowed)b") == "a\(allowed)b")
  #expect(SafeText.of("a\(marks)b") == "a\(allowed)\u{FFFD}b")
}

/// A single Character can be as long as its sender likes.
@Test(arguments: ["\u{1100}", "\u{1F469}\u{200D}", "\u{903}"])
func aCharacterHasAnEnd(_ part: String) {
  let shown = SafeText.of(String(repeating: part, count: 10_000), .line.atMost(3))
  #expect(shown.count <= 3)
  #expect(shown.unicodeScalars.count <= 3 * (SafeText.maximumScalars + 1))
}
