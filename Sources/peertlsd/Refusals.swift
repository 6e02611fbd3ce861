import Journal
import Processes

/// Connections that were turned away, told in one record a second at most.
struct Refusals {
  /// Why.
  enum Cause: String, CaseIterable {
    case nodeFull = "node full"
    case sourceFull = "source has too many"
    case sourceTooFast = "source too fast"
    case sourceBarred = "source barred"
    case notIPv6 = "not IPv6"
    case shortage = "no descriptors, memory or processes"
    case noSession = "no session could be started"
  }

  /// All since the start.
  private(set) var total: UInt64 = 0
  private var counts = [UInt64](repeating: 0, count: Cause.allCases.count)
  private var source: SocketAddress?
  private var detail: String?

  /// Counts one; `detail` is the system's own word on it.
  mutating func count(_ cause: Cause, from source: SocketAddress? = nil, detail: String? = nil) {
    for (index, other) in Cause.allCases.enumerated() where other == cause { counts[index] += 1 }
    total += 1
    self.source = source ?? self.source
    self.detail = detail ?? self.detail
  }

  /// What has been counted since the last, nil for nothing.
  mutating func summary() -> Record? {
    let parts = zip(Cause.allCases, counts).compactMap { $1 == 0 ? nil : "\($0.rawValue): \($1)" }
    guard !parts.isEmpty else { return nil }
    var record = Record(
      .limit, priority: .warning, message: "connections kept out: " + parts.joined(separator: ", "))
    record[.reason] = detail
    record[.peerAddress] = source?.text
    counts = counts.map { _ in 0 }
    (source, detail) = (nil, nil)
    return record
  }
}
