/// The value of a decimal digit.
func decimalDigit(_ byte: UInt8) -> Int? {
  (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? Int(byte - UInt8(ascii: "0")) : nil
}

/// What decimal digits say, and nothing but digits; nil also beyond what a file's length can be (2^63 - 1).
func length(_ digits: some Collection<UInt8>) -> UInt64? {
  guard !digits.isEmpty else { return nil }
  var value: UInt64 = 0
  for byte in digits {
    guard let digit = decimalDigit(byte) else { return nil }
    let (tenfold, isOver) = value.multipliedReportingOverflow(by: 10)
    let (sum, isOverToo) = tenfold.addingReportingOverflow(UInt64(digit))
    guard !isOver, !isOverToo else { return nil }
    value = sum
  }
  return value <= UInt64(Int64.max) ? value : nil
}

/// What hexadecimal digits of either case say, two a byte; nil for anything else.
func octets(_ digits: some Collection<UInt8>) -> [UInt8]? {
  guard digits.count % 2 == 0 else { return nil }
  var (bytes, high): ([UInt8], UInt8?) = ([], nil)
  for byte in digits {
    let value: UInt8
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): value = byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): value = byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): value = byte - UInt8(ascii: "A") + 10
    default: return nil
    }
    if let first = high {
      bytes.append(first << 4 | value)
      high = nil
    } else {
      high = value
    }
  }
  return bytes
}
