import CPIM
import Testing

@Test(
  arguments: [
    ("1970-01-01T00:00:00Z", 0, 0), ("2000-12-13T13:40:00-08:00", 976_743_600_000_000, -480),
    ("1969-12-31T23:59:59.999999Z", -1, 0), ("2026-02-28T23:59:59.5+05:30", 1_772_303_399_500_000, 330),
    ("0000-01-01T00:00:00Z", -62_167_219_200_000_000, 0), ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999, 0),
    ("2024-02-29T12:00:00Z", 1_709_208_000_000_000, 0), ("2016-12-31T23:59:60Z", 1_483_228_800_000_000, 0),
    ("1990-12-31t15:59:60-08:00", 662_688_000_000_000, -480), ("2026-01-01T00:00:00-00:00", 1_767_225_600_000_000, 0),
    ("2026-01-01T00:00:00.1234567890123z", 1_767_225_600_123_456, 0),
  ] as [(String, Int64, Int)])
func instantsAreRead(_ text: String, _ microseconds: Int64, _ offset: Int) {
  let read = Timestamp(parsing: text)
  #expect(read == Timestamp(microseconds: microseconds, offset: offset))
  #expect(read.flatMap { Timestamp(parsing: $0.description) } == read)
}

@Test(arguments: [
  "", "2026-01-01", "2026-01-01T00:00:00", "2026-01-01 00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
  "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-01-00T00:00:00Z",
  "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:61Z", "2026-01-01T00:00:00.Z",
  "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00+00:60", "2026-01-01T00:00:00+0000", "2026-01-01T00:00:00Zx",
  "26-01-01T00:00:00Z", "2026-1-1T0:0:0Z", "+026-01-01T00:00:00Z", "２026-01-01T00:00:00Z", "2026-01-01T00:00:00,5Z",
])
func whatIsNoInstantIsRefused(_ text: String) {
  #expect(Timestamp(parsing: text) == nil)
}

@Test func instantsAreWritten() {
  #expect(Timestamp(seconds: 0).description == "1970-01-01T00:00:00Z")
  #expect(Timestamp(microseconds: -1).description == "1969-12-31T23:59:59.999999Z")
  #expect(Timestamp(microseconds: 1, offset: -90).description == "1969-12-31T22:30:00.000001-01:30")
}

@Test func everyDayOfFourCenturiesSurvives() {
  for day in stride(from: Int64(-135_000), through: 146_097, by: 1) {
    let instant = Timestamp(seconds: day * 86_400 + 43_200)
    #expect(Timestamp(parsing: instant.description) == instant)
  }
}

/// Whatever a clock says can be written and read.
@Test(arguments: [Int64.min, .max, -62_167_219_200_000_000, 253_402_300_799_999_999], [-5000, -1439, 0, 1439, 5000])
func whatIsBeyondIsMovedToTheEdge(_ microseconds: Int64, _ offset: Int) {
  let instant = Timestamp(microseconds: microseconds, offset: offset)
  #expect(Timestamp(parsing: instant.description) == instant)
  _ = (Timestamp(seconds: microseconds), Timestamp(seconds: .min))
}
