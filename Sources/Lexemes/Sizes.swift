/// Numbers of bytes, such as `10G`, as systemd's files have them.
public enum Sizes {
  /// The bytes; K, M, G and T are powers of 1024. nil for anything else, and for what is over UInt64.max.
  public static func bytes(_ text: some Collection<UInt8>) -> UInt64? {
    var digits = Array(text)
    let shifts: [UInt8: UInt64] = [
      UInt8(ascii: "K"): 10, UInt8(ascii: "M"): 20, UInt8(ascii: "G"): 30, UInt8(ascii: "T"): 40,
    ]
    let shift = digits.last.flatMap { shifts[$0] }
    if shift != nil { digits.removeLast() }
    guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let number = UInt64(String(decoding: digits, as: UTF8.self)),
      case let (bytes, overflow) = number.multipliedReportingOverflow(by: 1 << (shift ?? 0)), !overflow
    else { return nil }
    return bytes
  }
}
