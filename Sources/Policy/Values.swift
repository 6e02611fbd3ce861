import Lexemes

extension Place {
  func prefix(_ value: Word) throws(PolicyError) -> Prefix {
    if let prefix = Prefix(value.text) { return prefix }
    if let (address, length) = Prefix.split(value.text), let meant = Prefix(address, length: length) {
      throw error(
        value.column, "\(shown(value.text)) has bits set beyond its length; expected \(meant) or a greater length")
    }
    let four = value.text.contains(".") && !value.text.contains(":")
    throw error(
      value.column,
      "found \(shown(value.text)); expected an IPv6 prefix such as 2001:db8::/32\(four ? ", for calls are IPv6 only" : "")"
    )
  }

  func glob(_ attribute: NameAttribute, _ value: Word) throws(PolicyError) -> Glob {
    let text = value.text
    guard attribute == .email else {
      let folded = foldedText(text)
      guard !folded.isEmpty else { throw error(value.column, "found only spaces; expected a pattern") }
      return Glob(folded: folded)
    }
    // `*example.org` would let in anybody at evilexample.org.
    guard text == "*" || text.contains("@") else {
      throw error(value.column, "found \(shown(text)); expected a pattern with @, such as *@example.org, or * alone")
    }
    return Glob(folded: foldedEmail(text))
  }

  func sessions(_ value: Word) throws(PolicyError) -> UInt32 {
    try count(value.bytes[...], value, "a number from 1 to 1000000")
  }

  func rate(_ value: Word) throws(PolicyError) -> Rate {
    let form = "a rate such as 10/min: 1 to 1000000, then /sec, /min, /hour or /day"
    let slash = value.bytes.firstIndex(of: UInt8(ascii: "/")) ?? value.bytes.endIndex
    let units: [String: UInt32] = ["/sec": 1, "/min": 60, "/hour": 3600, "/day": 86400]
    guard let seconds = units[String(decoding: value.bytes[slash...], as: UTF8.self)] else {
      throw error(value.column, "found \(shown(value.text)); expected \(form)")
    }
    return Rate(count: try count(value.bytes[..<slash], value, form), perSeconds: seconds)
  }

  private func count(_ digits: ArraySlice<UInt8>, _ value: Word, _ form: String) throws(PolicyError) -> UInt32 {
    guard let number = decimal(digits).flatMap(UInt32.init(exactly:)), Rate.countRange.contains(number) else {
      throw error(value.column, "found \(shown(value.text)); expected \(form)")
    }
    return number
  }

  /// `90s`, `15min`, `1h30min`; a number alone is seconds, as in systemd.time(7).
  func seconds(_ value: Word) throws(PolicyError) -> UInt32 {
    let units: [String: UInt64] = ["s": 1, "sec": 1, "min": 60, "h": 3600, "d": 86400]
    guard let total = decimal(value.bytes).map(UInt64.init) ?? Times.seconds(value.bytes, units: units) else {
      throw error(value.column, "found \(shown(value.text)); expected a time such as 90s, 15min, 1h30min, 2h or 1d")
    }
    guard (1...UInt64(Limits.longestSeconds)).contains(total) else {
      throw error(value.column, "found \(shown(value.text)); expected a time longer than 0 and at most 365d")
    }
    return UInt32(total)
  }

  func files(_ value: Word) throws(PolicyError) -> FileRights {
    if let files = FileRights(rawValue: value.text) { return files }
    let hint = suggestion(for: value.text, among: FileRights.allCases.map(\.rawValue))
    throw error(value.column, "found \(shown(value.text)); expected read, write, drop or none after files=\(hint)")
  }

  /// `10G`; K, M, G and T are powers of 1024, as in systemd's files, and a number alone is bytes.
  func quota(_ value: Word) throws(PolicyError) -> UInt64 {
    guard let bytes = Sizes.bytes(value.bytes), Limits.quotaRange.contains(bytes) else {
      throw error(
        value.column, "found \(shown(value.text)); expected a size from 1 to 128T bytes, such as 500M (K, M, G, T)")
    }
    return bytes
  }

  /// `2026-12-31`, to the end of that day, or `2026-12-31T18:00Z`; the Unix time from which on it is over.
  func until(_ value: Word) throws(PolicyError) -> Int64 {
    let bytes = value.bytes
    func number(_ range: Range<Int>, _ allowed: ClosedRange<Int>) -> Int? {
      guard range.upperBound <= bytes.count else { return nil }
      return decimal(bytes[range]).flatMap { allowed.contains($0) ? $0 : nil }
    }
    func mark(_ index: Int, _ character: Unicode.Scalar) -> Bool {
      index < bytes.count && bytes[index] == UInt8(ascii: character)
    }
    let form = "a date such as 2026-12-31 or 2026-12-31T18:00Z, in UTC, from 1970 to 9999"
    guard let year = number(0..<4, 1970...9999), mark(4, "-"), let month = number(5..<7, 1...12), mark(7, "-"),
      let day = number(8..<10, 1...daysIn(month: month, of: year))
    else { throw error(value.column, "found \(shown(value.text)); expected \(form)") }
    let midnight = 86400 * daysSinceEpoch(year, month, day)
    if bytes.count == 10 { return Int64(midnight + 86400) }
    let withSeconds = bytes.count == 20
    guard mark(10, "T"), let hour = number(11..<13, 0...23), mark(13, ":"), let minute = number(14..<16, 0...59),
      let second = withSeconds ? number(17..<19, 0...59) : 0, !withSeconds || mark(16, ":"),
      withSeconds || bytes.count == 17, mark(bytes.count - 1, "Z")
    else { throw error(value.column, "found \(shown(value.text)); expected \(form)") }
    return Int64(midnight + 3600 * hour + 60 * minute + second)
  }
}

private func daysIn(month: Int, of year: Int) -> Int {
  let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
}

/// The days from 1 January 1970 to a later date of the Gregorian calendar.
private func daysSinceEpoch(_ year: Int, _ month: Int, _ day: Int) -> Int {
  func leapDays(before year: Int) -> Int { (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400 }
  let years = 365 * (year - 1970) + leapDays(before: year) - leapDays(before: 1970)
  return years + (1..<month).reduce(0) { $0 + daysIn(month: $1, of: year) } + day - 1
}
