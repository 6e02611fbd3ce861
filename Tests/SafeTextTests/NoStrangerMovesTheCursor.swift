import SafeText
import Testing

@Test func everyScalarThatIsUnsafeIsReplaced() {
  for value in UInt32(0)...0x10FFFF {
    guard let scalar = Unicode.Scalar(value), scalar.isUnsafeToShow else { continue }
    let shown = SafeText.of("a" + String(Character(scalar)) + "b", .lines)
    let allowed: Set<Unicode.Scalar> = scalar == "\n" || scalar == "\t" ? [scalar] : []
    #expect(shown.unicodeScalars.count == 3 && shown.hasPrefix("a") && shown.hasSuffix("b"))
    #expect(shown.unicodeScalars.allSatisfy { !$0.isUnsafeToShow || allowed.contains($0) }, "U+\(value)")
  }
}

@Test(arguments: [
  ("\u{1B}[2J\u{7}", "␛[2J␇"), ("a\u{0}b\u{7F}", "a␀b␡"), ("\u{9B}31m", "\u{FFFD}31m"),
  ("abc\u{202E}cba\u{202C}", "abc\u{FFFD}cba\u{FFFD}"), ("\u{2066}x\u{2069}", "\u{FFFD}x\u{FFFD}"),
  ("\u{200E}\u{200F}\u{061C}", "\u{FFFD}\u{FFFD}\u{FFFD}"), ("a\u{200B}b\u{FEFF}", "a\u{FFFD}b\u{FFFD}"),
  ("a\u{2028}b\u{2029}c\u{85}", "a\u{FFFD}b\u{FFFD}c\u{FFFD}"), ("\u{1F3F4}\u{E0067}\u{E007F}", "🏴\u{FFFD}\u{FFFD}"),
  ("pay\u{200D}pal", "pay\u{FFFD}pal"), ("a\u{200D}\u{FE0F}", "a\u{FFFD}\u{FE0F}"),
  ("\u{3164}\u{115F}", "\u{FFFD}\u{FFFD}"), ("\u{E000}", "\u{FFFD}"),
  ("over\rwritten", "over␍written"), ("x\u{8}\u{8}y", "x␈␈y"),
])
func whatATerminalWouldObeyIsShown(_ sent: String, _ shown: String) {
  #expect(SafeText.of(sent, .line) == shown)
  #expect(SafeText.of(sent, .lines) == shown)
}

@Test(arguments: [
  "Zoë", "日本語", "שלום", "سلام", "می\u{200C}خواهم", "क्\u{200D}ष", "👨🏻‍👩🏻‍👧🏻‍👦🏻", "👩🏻‍❤️‍💋‍👨🏻", "1️⃣", "🇸🇬", "e\u{301}\u{323}", "☕️",
])
func ordinaryTextStaysAsItIs(_ text: String) {
  #expect(SafeText.of(text, .line) == text)
}

@Test(
  arguments: [
    ([0x61, 0xFF, 0x62], "a\u{FFFD}b"), ([0xC3], "\u{FFFD}"), ([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"),
    ([0xC0, 0x9B, 0x41], "\u{FFFD}\u{FFFD}A"), ([], ""),
  ] as [([UInt8], String)])
func bytesThatAreNotUTF8AreReplaced(_ bytes: [UInt8], _ shown: String) {
  #expect(SafeText.of(bytes) == shown)
}
