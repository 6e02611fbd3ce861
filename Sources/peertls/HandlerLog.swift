import Processes
import SafeText

/// What a handler at our end writes to its standard error: lines that may begin with a priority, as in sd-daemon(3).
/// Under systemd they go to the journal as they are; else those that matter are said as our own.
struct HandlerLog: ~Copyable {
  /// The most bytes of a line.
  private static let longest = 1024

  /// The least important priority that is said: 3 is an error, 4 a warning.
  private let least: UInt8
  private let reading: Descriptor
  private var rest: [UInt8] = []
  private var hasEnded = false

  /// Says what comes from the reading end of a pipe, non-blocking.
  init(_ reading: consuming Descriptor, least: UInt8) {
    self.reading = reading
    self.least = least
  }

  func enlist(in list: inout WaitingList) { if !hasEnded { list.add(reading.number, .read) } }

  /// Says what has come by now.
  mutating func attend() {
    while !hasEnded {
      switch Bytes.read(reading.number, appendingTo: &rest, atMost: HandlerLog.longest) {
      case .moved: break
      case .wouldBlock: return
      case .ended, .failed: hasEnded = true
      }
      while let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? (rest.count > HandlerLog.longest ? rest.count : nil) {
        say(rest[..<end])
        rest.removeFirst(min(end + 1, rest.count))
      }
    }
  }

  private func say(_ line: ArraySlice<UInt8>) {
    let (open, close) = (UInt8(ascii: "<"), UInt8(ascii: ">"))
    let digit = line.dropFirst().first ?? 0
    let hasPriority =
      line.first == open && line.dropFirst(2).first == close && (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit)
    if hasPriority && digit - UInt8(ascii: "0") > least { return }
    let text = SafeText.of(hasPriority ? line.dropFirst(3) : line)
    if !text.isEmpty { Terminal.complain(text) }
  }
}
