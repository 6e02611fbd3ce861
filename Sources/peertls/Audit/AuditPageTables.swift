import Journal
import Processes
import Progress

/// The tables of the page.
extension AuditPage {
  var peerTable: String {
    let (peers, others, count) = summary.callers(atMost: SummaryTable.maximumPeers)
    var rows = peers.map { AuditPage.row(Markup.foreign($0.name), $0.tally) }
    if others.calls > 0 { rows.append(AuditPage.row(count > 0 ? "\(count) others" : "others", others)) }
    let head = ["Peer", "Calls", "Let in", "Refused", "Knocked", "No verdict", "Received", "Sent", "Time", "Last call"]
    return AuditPage.figure("Peers", "wide", AuditPage.table(head, rows, numbersFrom: 1, to: 8))
  }

  var latestTable: String {
    let rows = summary.latest.map { call in
      let verdict = call.event[.verdict] == nil ? "none" : call.outcome.rawValue
      let duration =
        if !call.hasEnded {
          "–"
        } else if call.duration < 60_000_000 {
          "\(call.duration / 1_000_000).\(call.duration / 100_000 % 10) s"
        } else {
          Amount.time(call.duration / 1_000_000)
        }
      return [
        call.event.microseconds.map(Clock.localText) ?? "–", Markup.foreign(call.peer),
        Markup.foreign(call.event[.peerAddress] ?? "–"), Markup.foreign(call.event[.service] ?? "–"),
        "<em class=\"\(verdict)\">\(verdict == "none" ? "–" : verdict)</em>", Markup.foreign(call.event[.rule] ?? "–"),
        Markup.foreign(call.reason), Amount.bytes(call.bytesIn), Amount.bytes(call.bytesOut), duration,
      ]
    }
    let head = ["Time", "Who", "From", "Service", "Verdict", "Rule", "Why", "Received", "Sent", "How long"]
    return AuditPage.figure(
      "The last calls", "wide", AuditPage.table(head, rows, numbersFrom: 7, to: 9, wrapping: [1, 6]))
  }

  private static func row(_ name: String, _ tally: Tally) -> [String] {
    [name, Markup.number(tally.calls)] + tally.outcomes.map { $0 == 0 ? "–" : Markup.number($0) } + [
      Amount.bytes(tally.bytesIn), Amount.bytes(tally.bytesOut), Amount.time(tally.duration / 1_000_000),
      tally.last.map(Clock.localText) ?? "–",
    ]
  }

  /// Cells are HTML already.
  private static func table(
    _ head: [String], _ rows: [[String]], numbersFrom first: Int, to last: Int, wrapping: Set<Int> = []
  ) -> String {
    func cells(_ row: [String], _ element: String) -> String {
      row.enumerated().map { column, cell in
        let style = (first...last).contains(column) ? "number" : wrapping.contains(column) ? "wrap" : ""
        return "<\(element)\(style.isEmpty ? "" : " class=\"\(style)\"")>\(cell)</\(element)>"
      }.joined()
    }
    return "<div class=\"scroll\"><table><thead><tr>\(cells(head, "th"))</tr></thead><tbody>"
      + rows.map { "<tr>\(cells($0, "td"))</tr>\n" }.joined() + "</tbody></table></div>"
  }
}
