import Journal
import Processes
import Progress

/// A summary as one page of HTML, which needs nothing else: no script, no font, no picture of another place.
struct AuditPage {
  /// The days that the plots show; what came before is told as a number.
  static let plottedDays = 92
  /// The peers that the plot shows.
  static let plottedPeers = 12
  /// The reasons that it shows.
  static let plottedReasons = 10

  let summary: CallSummary
  /// When it is made, in microseconds since 1970.
  let time: UInt64
  /// What was asked for, in words; empty for everything.
  let scope: String

  /// The whole page.
  var text: String {
    let period =
      if let first = summary.total.first, let last = summary.total.last {
        "\(Clock.localText(first)) to \(Clock.localText(last))"
      } else {
        "no dates"
      }
    let scoped = scope.isEmpty ? "" : " Only \(Markup.foreign(scope))."
    return """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark">
      <title>Calls to this node</title><style>\(PageStyle.text)</style></head><body>
      <header><h1>Calls to this node</h1><p>\(period).\(scoped)
      <span class="made">Made \(Clock.localText(time)) by peertls audit.</span></p></header>
      <main>\(cards)\(byDay)\(byPeer)\(traffic)\(durations)\(reasons)\(peerTable)\(latestTable)</main>
      </body></html>

      """
  }

  private var cards: String {
    let total = summary.total
    let peers = summary.peers.count
    let cards = [
      ("calls", Markup.number(total.calls), ""), ("let in", Markup.number(total[.allow]), "allow"),
      ("refused", Markup.number(total[.deny]), "deny"), ("knocked", Markup.number(total[.knock]), "knock"),
      ("without verdict", Markup.number(total[.none]), "none"),
      ("peers", Markup.number(peers) + (summary.others.calls > 0 ? "+" : ""), ""),
      ("received", Amount.bytes(total.bytesIn), "in"), ("sent", Amount.bytes(total.bytesOut), "out"),
      ("in conversation", Amount.time(total.duration / 1_000_000), ""),
      ("without an end so far", Markup.number(summary.running), ""),
    ]
    return "<section class=\"cards\">"
      + cards.map { "<div class=\"card \($0.2)\"><b>\($0.1)</b><span>\($0.0)</span></div>" }.joined() + "</section>"
  }

  private var byDay: String {
    let (days, earlier) = summary.calendar(atMost: AuditPage.plottedDays)
    let columns = days.map { day, tally in
      let told = PastCall.Outcome.allCases.map { "\($0.rawValue) \(tally[$0])" }.joined(separator: ", ")
      return (name: day.shortText, title: "\(day.text): \(told)", up: AuditPage.parts(tally), down: [Plot.Part]())
    }
    let note = earlier.calls > 0 ? "<p class=\"note\">\(Markup.number(earlier.calls)) calls came earlier.</p>" : ""
    let plot = Plot.columns("Calls by day and verdict", columns) { AuditPage.short($0) }
    return AuditPage.figure("Calls by day", "wide", AuditPage.legend + plot + note)
  }

  private var byPeer: String {
    let (peers, others, count) = summary.callers(atMost: AuditPage.plottedPeers)
    var rows = peers.map { (name: $0.name, parts: AuditPage.parts($0.tally)) }
    if others.calls > 0 { rows.append((count > 0 ? "\(count) others" : "others", AuditPage.parts(others))) }
    return AuditPage.figure(
      "Who calls", "", AuditPage.legend + Plot.rows("Calls by peer and verdict", rows) { AuditPage.short($0) })
  }

  private var traffic: String {
    let (days, earlier) = summary.calendar(atMost: AuditPage.plottedDays)
    let columns = days.map { day, tally in
      let title = "\(day.text): \(Amount.bytes(tally.bytesIn)) received, \(Amount.bytes(tally.bytesOut)) sent"
      return (
        name: day.shortText, title: title, up: [Plot.Part("in", tally.bytesIn)],
        down: [Plot.Part("out", tally.bytesOut)]
      )
    }
    let legend =
      "<p class=\"legend\"><i class=\"in\"></i>received (above)<i class=\"out\"></i>sent (below), "
      + "each to its own scale</p>"
    let past = earlier.bytesIn > 0 || earlier.bytesOut > 0
    let note =
      past
      ? "<p class=\"note\">Earlier: \(Amount.bytes(earlier.bytesIn)) received, \(Amount.bytes(earlier.bytesOut)) sent.</p>"
      : ""
    return AuditPage.figure(
      "How much", "", legend + Plot.columns("Bytes by day", columns, isBytes: true, write: Amount.bytes) + note)
  }

  private var durations: String {
    let rows = zip(CallSummary.durationSteps, summary.durations).map { step, count in
      (name: step.name, parts: [Plot.Part("time", UInt64(count))])
    }
    return AuditPage.figure("How long", "", Plot.rows("Calls by duration", rows) { AuditPage.short($0) })
  }

  private var reasons: String {
    let sorted = summary.refusals.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    guard !sorted.isEmpty else { return "" }
    let shown = sorted.prefix(AuditPage.plottedReasons)
    let rest = sorted.dropFirst(shown.count).reduce(summary.otherRefusals) { $0 + $1.value }
    var rows = shown.map { (name: $0.key, parts: [Plot.Part("deny", UInt64($0.value))]) }
    if rest > 0 { rows.append(("other reasons", [Plot.Part("deny", UInt64(rest))])) }
    return AuditPage.figure("Why not", "", Plot.rows("Why callers were not let in", rows) { AuditPage.short($0) })
  }

  private static func parts(_ tally: Tally) -> [Plot.Part] {
    PastCall.Outcome.allCases.map { ($0.rawValue, UInt64(tally[$0])) }
  }

  private static let legend =
    "<p class=\"legend\"><i class=\"allow\"></i>let in<i class=\"deny\"></i>refused"
    + "<i class=\"knock\"></i>knocked<i class=\"none\"></i>no verdict</p>"

  static func figure(_ title: String, _ style: String, _ content: String) -> String {
    "<section class=\"\(style)\"><h2>\(title)</h2>\(content)</section>"
  }

  private static func short(_ value: UInt64) -> String { Markup.number(Int(clamping: value)) }
}
