import Admission
import Journal
import Processes

/// Connections that were turned away, told in one record a second at most.
struct Refusals {
  /// Why.
  enum Cause: Int, CaseIterable {
    case nodeFull
    case sourceFull
    case sourceTooFast
    case sourcePenalised
    case reserved
    case unknownHandshakes
    case unknownProcessorTime
    case notIPv6
    case shortage
    case noSession
    case handlerFull
    case peerFull
    case peerTooFast

    /// In words.
    var text: String {
      switch self {
      case .nodeFull: "node full"
      case .sourceFull: "source has too many"
      case .sourceTooFast: "source too fast"
      case .sourcePenalised: "source has a penalty"
      case .reserved: "only reserved sessions left"
      case .unknownHandshakes: "too many handshakes of unknown sources"
      case .unknownProcessorTime: "no processor time left for unknown sources"
      case .notIPv6: "not IPv6"
      case .shortage: "no descriptors, memory or processes"
      case .noSession: "no session could be started"
      case .handlerFull: "handler's MaxSessions="
      case .peerFull: "rule's sessions= for a key"
      case .peerTooFast: "rule's rate= for a key"
      }
    }
  }

  /// All since the start.
  private(set) var total: UInt64 = 0
  /// All since the start, by cause.
  private(set) var totals = [UInt64](repeating: 0, count: Cause.allCases.count)
  private var counts = [UInt64](repeating: 0, count: Cause.allCases.count)
  /// Penalties that began to keep a source out, and the last of them.
  private var penalties: UInt64 = 0
  private var penalty: (source: SocketAddress, seconds: UInt64, misdeed: Misdeed)?
  private var source: SocketAddress?
  private var detail: String?

  /// Counts one; `detail` is the system's own word on it.
  mutating func count(_ cause: Cause, from source: SocketAddress? = nil, detail: String? = nil) {
    counts[cause.rawValue] += 1
    totals[cause.rawValue] += 1
    total += 1
    self.source = source ?? self.source
    self.detail = detail ?? self.detail
  }

  /// Counts one of whom the session's own record tells.
  mutating func note(_ cause: Cause) {
    totals[cause.rawValue] += 1
    total += 1
  }

  /// A source is kept out from now on, for so long.
  mutating func penalised(_ source: SocketAddress, seconds: UInt64, for misdeed: Misdeed) {
    penalties += 1
    penalty = (source, seconds, misdeed)
  }

  /// What has been counted since the last, nil for nothing.
  mutating func summary() -> Record? {
    let parts = zip(Cause.allCases, counts).compactMap { $1 == 0 ? nil : "\($0.text): \($1)" }
    var said = parts.isEmpty ? [] : ["connections kept out: " + parts.joined(separator: ", ")]
    if let penalty {
      said.append(
        "sources kept out from now on: \(penalties), the last \(penalty.source.text) for \(penalty.seconds) s, "
          + "for \(penalty.misdeed.text)")
    }
    guard !said.isEmpty else { return nil }
    var record = Record(.limit, priority: .warning, message: said.joined(separator: "; "))
    record[.reason] = detail
    record[.peerAddress] = (source ?? penalty?.source)?.text
    counts = counts.map { _ in 0 }
    (source, detail, penalties, penalty) = (nil, nil, 0, nil)
    return record
  }
}

extension Misdeed {
  /// In words.
  var text: String {
    switch self {
    case .handshake: "failed handshakes"
    case .noCertificate: "no certificate, or none that verifies"
    case .denied: "denied"
    case .timeout: "handshakes that took too long"
    case .crash: "crashed sessions"
    }
  }
}
