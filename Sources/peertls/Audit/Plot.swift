import Progress

/// Plots as inline SVG. Widths are shares of the page's, heights are pixels: so text is as large on a telephone as on a
/// screen, without any script.
enum Plot {
  /// One part of a bar: its class in the style sheet, and how much it is.
  typealias Part = (style: String, value: UInt64)

  private static let top = 14

  /// Bars side by side, one a day, whose parts stand on each other.
  static func columns(
    _ label: String, _ columns: [(name: String, title: String, up: [Part], down: [Part])], isBytes: Bool = false,
    write: (UInt64) -> String
  ) -> String {
    let sum = { (parts: [Part]) -> UInt64 in parts.reduce(0) { $0 &+ min($1.value, 1 << 56) } }
    let up = nice(columns.map { sum($0.up) }.max() ?? 0, isBytes: isBytes)
    let down = nice(columns.map { sum($0.down) }.max() ?? 0, isBytes: isBytes)
    let isMirrored = columns.contains { !$0.down.isEmpty }
    let height = isMirrored ? 280 : 180
    let base = top + (isMirrored ? height / 2 : height)
    let end = top + height
    let scale = { (value: UInt64, most: UInt64) in
      most == 0 ? 0 : Double(min(value, most)) / Double(most) * Double(isMirrored ? height / 2 : height)
    }
    var axis = "<svg class=\"axis\" width=\"64\" height=\"\(end + 26)\" aria-hidden=\"true\">"
    var plot =
      "<svg class=\"plot\" width=\"100%\" height=\"\(end + 26)\" role=\"img\" aria-label=\"\(Markup.escaped(label))\">"
    let middle: (value: UInt64, y: Int) = isMirrored ? (0, base) : (up / 2, top + height / 2)
    let ticks = [(value: up, y: top), middle, (value: isMirrored ? down : 0, y: end)]
    for (value, y) in ticks where value > 0 || y == base {
      axis += "<text x=\"56\" y=\"\(y + 4)\" text-anchor=\"end\">\(value == 0 ? "0" : write(value))</text>"
      plot += "<line class=\"grid\" x1=\"0\" x2=\"100%\" y1=\"\(y)\" y2=\"\(y)\"/>"
    }
    let slot = 1 / Double(max(1, columns.count))
    let width = min(slot * 0.72, 0.06)
    let step = max(1, (columns.count + 5) / 6)
    for (index, column) in columns.enumerated() {
      let left = (Double(index) + 0.5) * slot - width / 2
      plot += "<g><title>\(Markup.escaped(column.title))</title>"
      plot += "<rect class=\"hit\" x=\"\(Markup.percent(Double(index) * slot))\" width=\"\(Markup.percent(slot))\" "
      plot += "y=\"\(top)\" height=\"\(height)\"/>"
      var y = Double(base)
      for part in column.up where part.value > 0 {
        let size = max(1, scale(part.value, up))
        y -= size
        plot += bar(part.style, left, width, y, size)
      }
      y = Double(base)
      for part in column.down where part.value > 0 {
        let size = max(1, scale(part.value, down))
        plot += bar(part.style, left, width, y, size)
        y += size
      }
      plot += "</g>"
      if index % step == step / 2 {
        let isMinor = index / step % 2 == 1 && columns.count > 3
        plot += "<text class=\"\(isMinor ? "minor" : "major")\" x=\"\(Markup.percent((Double(index) + 0.5) * slot))\" "
        plot += "y=\"\(end + 20)\" text-anchor=\"middle\">\(column.name)</text>"
      }
    }
    return "<div class=\"frame\">\(axis)</svg>\(plot)</svg></div>"
  }

  /// Bars below each other, each with its name above it and its number behind it.
  static func rows(_ label: String, _ rows: [(name: String, parts: [Part])], write: (UInt64) -> String) -> String {
    let pitch = 40
    let most = max(1, rows.map { $0.parts.reduce(0) { $0 &+ $1.value } }.max() ?? 1)
    var plot = "<svg class=\"plot\" width=\"100%\" height=\"\(max(1, rows.count) * pitch)\" role=\"img\" "
    plot += "aria-label=\"\(Markup.escaped(label))\">"
    for (index, row) in rows.enumerated() {
      let sum = row.parts.reduce(0) { $0 &+ $1.value }
      let y = index * pitch
      plot += "<g><title>\(Markup.escaped(row.name)): \(write(sum))</title>"
      plot += "<text class=\"name\" x=\"0\" y=\"\(y + 13)\">\(Markup.escaped(SummaryTable.shortened(row.name)))</text>"
      var left = 0.0
      for part in row.parts where part.value > 0 {
        let size = max(0.003, Double(part.value) / Double(most) * 0.84)
        plot += bar(part.style, left, size, Double(y + 20), 12)
        left += size
      }
      plot += "<text x=\"\(Markup.percent(left))\" dx=\"6\" y=\"\(y + 30)\">\(write(sum))</text></g>"
    }
    return plot + "</svg>"
  }

  private static func bar(_ style: String, _ left: Double, _ width: Double, _ y: Double, _ height: Double) -> String {
    "<rect class=\"\(style)\" x=\"\(Markup.percent(left))\" width=\"\(Markup.percent(width))\" y=\"\(tenths(y))\" "
      + "height=\"\(tenths(height))\"/>"
  }

  private static func tenths(_ value: Double) -> String {
    let number = Int((value * 10).rounded())
    return "\(number / 10).\(number % 10)"
  }

  /// The next number that an axis may end at: even, so that its half is whole; for bytes a whole number of a unit.
  private static func nice(_ value: UInt64, isBytes: Bool) -> UInt64 {
    guard value > 0 else { return 0 }
    var unit: UInt64 = 1
    while isBytes && unit <= value / 1000 && unit < 1 << 50 { unit *= 1024 }
    var power: UInt64 = 1
    while power < value / unit / 10 { power *= 10 }
    for factor: UInt64 in [1, 2, 4, 6, 8, 10, 20] where factor * power * unit >= value {
      return max(2, factor * power * unit)
    }
    return value
  }
}
