import SafeText
import Testing

@Test func aLineIsOneLine() {
  #expect(SafeText.of("a\nb\r\nc\td") == "a b c d")
  #expect(SafeText.of("a\nb\tc", SafeForm(tab: .shown, newline: .shown)) == "a␊b␉c")
}

@Test func linesKeepTheirEnds() {
  #expect(SafeText.of("a\r\nb\nc\td", .lines) == "a\nb\nc\td")
  #expect(SafeText.of("a\u{2028}b", .lines) == "a\u{FFFD}b")
}

@Test func noLineCanPassForAnothers() {
  #expect(SafeText.of("hi\nBob: yes\r\n\n", .lines.indented(by: "  ")) == "hi\n  Bob: yes\n  \n  ")
}

@Test func nothingIsDrawnOverWhatStandsBefore() {
  #expect(SafeText.of("\u{20DD}\u{336}x") == "\u{FFFD}\u{336}x")
  #expect(SafeText.of("a\n\u{336}b", .lines) == "a\n\u{FFFD}b")
}
