import ArgumentParser
import Journal
import Processes
import Progress

/// A summary as lines for a terminal.
struct SummaryTable {
  /// What a line stands for.
  enum Key: String, CaseIterable, ExpressibleByArgument {
    /// A peer.
    case peer
    /// A day.
    case day
  }

  /// The most days that have a line of their own.
  static let maximumDays = 366
  /// The most peers that do.
  static let maximumPeers = 50
  /// The longest name, in Unicode scalars; what is longer is cut.
  static let maximumName = 60

  /// The lines, the first of which names the columns, and the last of which is the sum.
  static func lines(_ summary: CallSummary, by key: Key) -> [String] {
    var rows = [
      [key == .day ? "DAY" : "PEER", "CALLS", "ALLOW", "DENY", "KNOCK", "NONE", "IN", "OUT", "TIME", "FIRST", "LAST"]
    ]
    switch key {
    case .day:
      let (days, earlier) = summary.calendar(atMost: maximumDays)
      if earlier.calls > 0 { rows.append(row("earlier", earlier)) }
      rows += days.filter { $0.tally.calls > 0 }.map { row($0.day.text, $0.tally) }
      let dated = days.reduce(earlier.calls) { $0 + $1.tally.calls }
      if dated < summary.total.calls { rows.append(row("no date", calls: summary.total.calls - dated)) }
    case .peer:
      let (peers, others, count) = summary.callers(atMost: maximumPeers)
      rows += peers.map { row($0.name.sanitised, $0.tally) }
      if others.calls > 0 { rows.append(row(count > 0 ? "others (\(count))" : "others", others)) }
    }
    rows.append(row("all", summary.total))
    return aligned(rows)
  }

  private static func row(_ name: String, _ tally: Tally) -> [String] {
    [shortened(name), "\(tally.calls)"] + tally.outcomes.map { "\($0)" } + [
      Amount.bytes(tally.bytesIn), Amount.bytes(tally.bytesOut), Amount.time(tally.duration / 1_000_000),
      tally.first.map(Clock.localText) ?? "-", tally.last.map(Clock.localText) ?? "-",
    ]
  }

  private static func row(_ name: String, calls: Int) -> [String] {
    [name, "\(calls)"] + [String](repeating: "-", count: 9)
  }

  /// A name of bounded length.
  static func shortened(_ name: String) -> String {
    guard name.unicodeScalars.count > maximumName else { return name }
    return String(name.unicodeScalars.prefix(maximumName - 1)) + "…"
  }

  /// Columns two blanks apart: the first to the left, times too, numbers to the right.
  private static func aligned(_ rows: [[String]]) -> [String] {
    let widths = (rows.first ?? []).indices.map { column in
      rows.map { $0[column].unicodeScalars.count }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, text in
        let blanks = String(repeating: " ", count: widths[column] - text.unicodeScalars.count)
        return column == row.count - 1 ? text : column == 0 || column > 8 ? text + blanks : blanks + text
      }
      return cells.joined(separator: "  ")
    }
  }
}
