import Lexemes
import Testing

private let units: [String: UInt64] = ["": 1, "s": 1, "min": 60, "h": 3600]

@Test(arguments: [
  ("0", 0), ("90", 90), ("1h30min", 5400), ("1h 30min", 5400), ("1 h\t30", 3630),
  ("18446744073709551615", UInt64.max),
]) func timesAreSummed(text: String, seconds: UInt64) {
  #expect(Times.seconds(Array(text.utf8), units: units) == seconds)
}

@Test(arguments: [
  "", " ", "min", "-1", "1.5h", "1d", "1h,2", "1H", "18446744073709551616", "18446744073709551615min",
  "18446744073709551615 1", "1hé",
]) func otherTextIsNoTime(text: String) {
  #expect(Times.seconds(Array(text.utf8), units: units) == nil)
}
