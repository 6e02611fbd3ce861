import ArgumentParser
import Journal
import Lexemes
import Processes

/// One event of the trail, wherever it was read.
struct TrailEvent {
  /// When it was received, in microseconds since 1970; nil where a line does not say.
  let microseconds: UInt64?
  /// All fields, ours and the journal's.
  let fields: [(name: String, value: String)]

  /// A field of ours.
  subscript(field: Field) -> String? { fields.first { $0.name == field.rawValue }?.value }

  /// What the peer can be called: each name as it is, and as it is written wherever peertls writes it.
  var namesOfPeer: [String] {
    let plain: [Field] = [.peerName, .peerEmail, .peerUserID, .peerAddress, .peerCertificate, .peerKey]
    let written = [
      self[.peerEmail].map { "<\($0)>" }, self[.peerCertificate].map { "cert:\($0)" },
      self[.peerKey].map { "key:\($0)" }, self[.peerAddress].map { "[\($0)]" }, address, who == "-" ? nil : who,
    ]
    return plain.compactMap { self[$0] } + written.compactMap { $0 }
  }

  /// What a row shows before the details: time, verdict or event, service, who, address, rule.
  var cells: [String] {
    let time = microseconds.map(Clock.localText) ?? "-"
    let what = self[.verdict] ?? self[.event] ?? "-"
    let cells = [
      time, isVerdict ? what : self[.event] ?? what, self[.service] ?? "-", who, address ?? "-", self[.rule] ?? "-",
    ]
    return cells.map(\.sanitised)
  }

  /// One JSON object with all fields, and the time as journalctl(1) names it.
  var json: String {
    var members = fields.map { "\($0.name.asJSON):\($0.value.asJSON)" }
    if let microseconds { members.insert("\"__REALTIME_TIMESTAMP\":\"\(microseconds)\"", at: 0) }
    return "{" + members.joined(separator: ",") + "}"
  }

  private var address: String? {
    self[.peerAddress].map { "[\($0)]" + (self[.peerPort].map { ":\($0)" } ?? "") }
  }

  private var isVerdict: Bool { self[.event] == Event.verdict.rawValue }

  /// Whom the peer claims to be, or its key, `-` where neither is known.
  var who: String {
    let email = self[.peerEmail].flatMap { $0.isEmpty ? nil : "<\($0)>" }
    let names = [self[.peerName].flatMap { $0.isEmpty ? nil : $0 }, email].compactMap { $0 }
    let claim = self[.peerVerified].map { $0 == "yes" ? "" : "claims to be " } ?? ""
    if !names.isEmpty { return claim + names.joined(separator: " ") }
    if let key = self[.peerKey], !key.isEmpty { return "key:\(key.prefix(16))…" }
    return isVerdict ? "(no certificate)" : "-"
  }

  /// What there is to say.
  var details: String {
    var parts: [String] = []
    if let reason = self[.reason] ?? fields.first(where: { $0.name == "MESSAGE" })?.value { parts.append(reason) }
    if let alert = self[.alert] { parts.append("alert \(alert)") }
    if let bytes = self[.bytesIn] { parts.append("in \(bytes)") }
    if let bytes = self[.bytesOut] { parts.append("out \(bytes)") }
    if let duration = self[.durationMicroseconds].flatMap({ UInt64($0) }) {
      let hundredths = duration / 10_000
      parts.append("\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100) s")
    }
    if let exit = self[.exit] { parts.append("exit \(exit)") }
    if let lost = self[.lost] { parts.append("\(lost) records lost before") }
    return parts.joined(separator: ", ").sanitised
  }
}

/// A time from the command line.
struct TrailTime {
  /// Microseconds since 1970.
  let microseconds: UInt64

  init(argument: String) throws {
    if let time = Clock.microseconds(localText: argument) {
      microseconds = time
      return
    }
    let units: [String: UInt64] = ["s": 1, "sec": 1, "min": 60, "h": 3600, "d": 86400, "w": 7 * 86400]
    guard let seconds = Times.seconds(Array(argument.utf8), units: units) else {
      throw ValidationError("expected 2026-01-31, \"2026-01-31 18:00\", or how long ago: 90s, 15min, 2h, 7d")
    }
    let now = UInt64(Clock.unixSeconds)
    microseconds = (now - min(now, seconds)) * 1_000_000
  }
}
