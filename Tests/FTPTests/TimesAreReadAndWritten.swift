import FTP
import Foundation
import Testing

@Test(arguments: [
  ("19700101000000", 0), ("19691231235959", -1), ("20000229120000", 951_825_600), ("21000228235959", 4_107_542_399),
  ("00010101000000", -62_135_596_800), ("99991231235959", 253_402_300_799), ("20231114221320.987", 1_700_000_000),
  ("19981231235960", 915_148_800),
])
func aTimeIsRead(_ text: String, _ seconds: Int64) { #expect(TimeValue.seconds(text.utf8) == seconds) }

@Test(arguments: [
  "", "1970010100000", "197001010000000", "19700101000000.", "1970-01-01", "19701301000000", "19700001000000",
  "20230229000000", "19000229000000", "19700132000000", "19700101240000", "19700101006000", "19700101000061",
  "00000101000000", "1970010100000a", "+9700101000000", "19700101000000.1.2",
])
func anotherTextIsNoTime(_ text: String) { #expect(TimeValue.seconds(text.utf8) == nil) }

/// Foundation has another calendar's code.
@Test func everyDayOfEightCenturiesIsRight() throws {
  var calendar = Calendar(identifier: .gregorian)
  calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
  for day in stride(from: -135_140, to: 157_055, by: 13) {
    let seconds = Int64(day) * 86_400 + 3_723
    let parts = calendar.dateComponents([.year, .month, .day], from: Date(timeIntervalSince1970: Double(seconds)))
    let expected = String(
      format: "%04d%02d%02d010203", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
    #expect(TimeValue.text(seconds) == expected)
    #expect(TimeValue.seconds(expected.utf8) == seconds)
  }
}

@Test func timesBeyondTheYearsAreTheirEdge() {
  #expect(TimeValue.text(.max) == "99991231235959" && TimeValue.text(.min) == "00010101000000")
}
