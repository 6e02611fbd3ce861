/// Rows of events, whose columns are as wide as what has been in them so far.
struct TrailTable {
  /// Events that are looked at before the first is shown, so that all of a screen stand in the same columns.
  static let foresight = 1000
  /// A peer chooses its names: one that is longer has its own row shifted, and no other.
  private static let maximumWidths = [19, 20, 32, 40, 47, 20]

  private var widths = [19, 15, 8, 40, 26, 9]

  /// Makes room for an event.
  mutating func widen(for event: TrailEvent) {
    for (index, cell) in event.cells.enumerated() {
      widths[index] = max(widths[index], min(cell.count, TrailTable.maximumWidths[index]))
    }
  }

  /// One line: time, verdict or event, service, who, address, rule, and what there is to say.
  func row(_ event: TrailEvent) -> String {
    let cells = zip(event.cells, widths).map { cell, width in
      cell + String(repeating: " ", count: max(0, width - cell.count))
    }
    return (cells + [event.details]).joined(separator: "  ")
  }
}
