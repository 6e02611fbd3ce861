/// How far one thing is, on one row of a terminal.
public struct Bar: Sendable {
  /// The columns that stay free.
  public static let margin = 3
  /// Less than this is no bar.
  private static let shortest = 10
  /// What a name keeps of the row.
  private static let shortestName = 12

  /// What it is, fit for a terminal.
  public var name: String
  /// How many bytes are done.
  public var done: UInt64 = 0
  /// How many there are; nil where that is not known.
  public var size: UInt64?
  /// Bytes a second.
  public var rate: UInt64?
  /// Seconds: that are left, or were needed.
  public var seconds: UInt64?
  /// A word in the place of rate and time.
  public var remark: String?

  /// Of nothing yet.
  public init(name: String, size: UInt64?) { (self.name, self.size) = (name, size) }

  /// Whole percents, 100 only when all is done; nil where the size is not known.
  public var percent: Int? {
    guard let size else { return nil }
    guard done < size else { return 100 }
    return Int(Double(done) / Double(size) * 100)
  }

  /// The row, in less than so many columns: some terminals go on to the next row when the last column is written, and a
  /// terminal writes `^C` behind it. `width` is how many columns a scalar takes. What has no room is left out: first the bar, then how much is done, then
  /// the rest from behind.
  public func row(columns: Int, width: (Unicode.Scalar) -> Int) -> String {
    let room = columns - Bar.margin
    let percent = Bar.right(percent.map { "\($0)%" } ?? "", 5)
    let amount = Bar.right(Amount.bytes(done), 10)
    let tail =
      remark.map { ["  " + $0] } ?? [
        Bar.right(rate.map { Amount.bytes($0) + "/s" } ?? "", 12), Bar.right(seconds.map(Amount.time) ?? "", 9),
      ]
    var parts = [percent, amount] + tail
    func used() -> Int { parts.reduce(0) { $0 + Bar.columns($1, width) } }
    if used() + Bar.shortestName > room { parts.remove(at: 1) }
    while !parts.isEmpty, used() + Bar.shortestName > room { parts.removeLast() }
    let rest = max(0, room - used())
    let isWide = parts.count > 2 && rest >= Bar.shortestName + Bar.shortest + 3 && size != nil
    let nameRoom = isWide ? max(Bar.shortestName, min(rest - Bar.shortest - 3, rest / 2)) : rest
    var row = Bar.fit(name, nameRoom, width)
    if isWide { row += " [" + bar(rest - nameRoom - 3) + "]" }
    return row + parts.joined()
  }

  private func bar(_ columns: Int) -> String {
    let part = size.map { $0 == 0 ? 1 : Double(min(done, $0)) / Double($0) } ?? 0
    let full = Int(part * Double(columns))
    let head = full < columns && done > 0 ? ">" : ""
    return String(repeating: "=", count: full) + head
      + String(repeating: " ", count: columns - full - head.utf8.count)
  }

  private static func columns(_ text: String, _ width: (Unicode.Scalar) -> Int) -> Int {
    text.unicodeScalars.reduce(0) { $0 + width($1) }
  }

  private static func right(_ text: String, _ columns: Int) -> String {
    String(repeating: " ", count: max(0, columns - text.utf8.count)) + text
  }

  /// Exactly so many columns; of what is longer, the end, where names differ.
  private static func fit(_ text: String, _ room: Int, _ width: (Unicode.Scalar) -> Int) -> String {
    var used = columns(text, width)
    var rest = text[...]
    if used > room {
      while used + 1 > room, let first = rest.popFirst() {
        used -= columns(String(first), width)
      }
      used += 1
    }
    let shown = rest.count < text.count ? "…" + rest : String(rest)
    return used > room
      ? String(repeating: " ", count: max(0, room)) : shown + String(repeating: " ", count: room - used)
  }
}
