import Lexemes

/// `PerSourcePenalties=`: what a source is kept out for, and how long; all in seconds.
public struct PenaltyTerms: Equatable, Sendable {
  /// `handshake:` what a handshake that failed for a reason of TLS adds.
  public var handshake: UInt32 = 2
  /// `nocert:` what a caller without a certificate, or with one that nobody answers for, adds.
  public var noCertificate: UInt32 = 2
  /// `denied:` what a refusal by the policy adds.
  public var denied: UInt32 = 2
  /// `timeout:` what a handshake that took too long adds.
  public var timeout: UInt32 = 5
  /// `crash:` what a session that crashed, or had been taken over, adds.
  public var crash: UInt32 = 60
  /// `min:` the penalty from which on a source is kept out.
  public var minimum: UInt32 = 10
  /// `max:` the longest penalty.
  public var maximum: UInt32 = 600

  /// What a word can name, in the order of the manual page.
  static var fields: [(name: String, field: WritableKeyPath<PenaltyTerms, UInt32>)] {
    [
      ("handshake", \.handshake), ("nocert", \.noCertificate), ("denied", \.denied), ("timeout", \.timeout),
      ("crash", \.crash), ("min", \.minimum), ("max", \.maximum),
    ]
  }

  /// The longest time that a word can have, in seconds: one day.
  public static let longest: UInt32 = 86_400

  /// The defaults.
  public init() {}
}

extension Value {
  /// `no`, or `yes` for the defaults, or words such as `nocert:2s max:10min`; what is not named has its default.
  func penalties() throws(ConfigurationError) -> PenaltyTerms? {
    if string == "no" { return nil }
    var terms = PenaltyTerms()
    if string == "yes" { return terms }
    var seen: Set<String> = []
    for word in words {
      let colon = word.bytes.firstIndex(of: UInt8(ascii: ":")) ?? word.bytes.count
      let name = word.slice(0, colon).string
      guard colon < word.bytes.count, let known = PenaltyTerms.fields.first(where: { $0.name == name }) else {
        let names = PenaltyTerms.fields.map { $0.name + ":" }.joined(separator: " ")
        throw word.error("expected yes, no, or a time after one of \(names), such as nocert:2s, not \"\(word.string)\"")
      }
      guard seen.insert(name).inserted else { throw word.error("\(name): is given twice") }
      let time = word.slice(colon + 1, word.bytes.count)
      terms[keyPath: known.field] =
        time.string == "0" ? 0 : try time.timeSpan(1...PenaltyTerms.longest, orInfinity: false)
    }
    guard terms.minimum <= terms.maximum else {
      throw error("min:\(terms.minimum)s is above max:\(terms.maximum)s, so that nobody would be kept out")
    }
    return terms
  }

  /// `50%` of one processor, up to `6400%`; or `infinity`, which is nil.
  func processorShare() throws(ConfigurationError) -> UInt32? {
    if string == "infinity" { return nil }
    guard bytes.last == UInt8(ascii: "%"),
      let percent = Decimal.value(slice(0, bytes.count - 1).string, most: 4), (1...6400).contains(percent)
    else { throw error("expected a share of one processor from 1% to 6400%, or infinity, not \"\(string)\"") }
    return UInt32(percent)
  }

  /// Prefixes between blanks, each `ADDRESS/LENGTH` or an address alone, to be added to `before`.
  func prefixes(before: [Prefix]) throws(ConfigurationError) -> [Prefix] {
    var added: [Prefix] = []
    for word in words {
      guard let prefix = Prefix(word.string) else {
        throw word.error("expected an IPv6 prefix such as 2001:db8::/32 or an address, not \"\(word.string)\"")
      }
      if !(before + added).contains(prefix) { added.append(prefix) }
      guard before.count + added.count <= NodeConfiguration.maximumExemptSources else {
        throw word.error("more than \(NodeConfiguration.maximumExemptSources) prefixes")
      }
    }
    return added
  }
}
