import Lexemes
import Testing

@Test(arguments: [
  ("0", 0), ("90", 90), ("1K", 1 << 10), ("500M", 500 << 20), ("10G", 10 << 30), ("128T", 128 << 40), ("007K", 7 << 10),
  ("18446744073709551615", UInt64.max),
]) func sizesAreRead(text: String, bytes: UInt64) { #expect(Sizes.bytes(text.utf8) == bytes) }

@Test(arguments: [
  "", "K", "-1", "+1", "1.5G", "1 K", "1k", "1KB", "1P", "K1", "18446744073709551616", "16777216T", "1é",
]) func otherTextIsNoSize(text: String) { #expect(Sizes.bytes(text.utf8) == nil) }
