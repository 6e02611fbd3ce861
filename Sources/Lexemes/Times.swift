/// Numbers with units, such as `1h 30min`, systemd.time(7).
public enum Times {
  /// The sum in seconds; nil for anything else, for units that are not among `units` (in seconds; the empty one is that
  /// of a number alone), and for what is too large.
  public static func seconds(_ text: some Collection<UInt8>, units: [String: UInt64]) -> UInt64? {
    let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    let isDigit = { (byte: UInt8) in byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
    var total: UInt64 = 0
    var rest = text[...]
    repeat {
      let digits = rest.prefix(while: isDigit)
      rest = rest[digits.endIndex...].drop(while: isBlank)
      let unit = rest.prefix { !isDigit($0) && !isBlank($0) }
      rest = rest[unit.endIndex...].drop(while: isBlank)
      guard let number = UInt64(String(decoding: digits, as: UTF8.self)),
        let size = units[String(decoding: unit, as: UTF8.self)],
        case let (product, tooLarge) = number.multipliedReportingOverflow(by: size), !tooLarge,
        case let (sum, overflow) = total.addingReportingOverflow(product), !overflow
      else { return nil }
      total = sum
    } while !rest.isEmpty
    return total
  }
}
