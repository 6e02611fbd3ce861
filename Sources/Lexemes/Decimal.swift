/// Numbers as this project's own files have them.
public enum Decimal {
  /// The value of 1 to `most` decimal digits and nothing else, no sign; nil otherwise. `most` is 18 at most.
  public static func value(_ digits: some StringProtocol, most: Int) -> UInt64? {
    guard (1...most).contains(digits.utf8.count) else { return nil }
    var value: UInt64 = 0
    for byte in digits.utf8 {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      value = value * 10 + UInt64(byte - UInt8(ascii: "0"))
    }
    return value
  }
}
