import Glibc
import LineEditing
import Processes
import Progress
import SafeText

/// Tells the person how far it is: on a terminal by a bar for each file, elsewhere by a line for each that is done.
final class TransferScreen {
  /// How long a row stays as it is, in milliseconds.
  let interval = 200

  /// How many bytes have arrived, at whichever end, less those that did so again.
  private(set) var gain: UInt64 = 0
  /// How many of this file.
  private var furthest: UInt64 = 0
  private let showsBars: Bool
  private var printsLines: Bool
  private let isQuiet: Bool
  private var bar: Bar?
  private var meter = Meter(at: 0, done: 0)
  private var start: (time: UInt64, done: UInt64) = (0, 0)
  private var nextDrawing: UInt64 = 0
  private var isDrawn = false
  private var notes: Set<String> = []

  init(isQuiet: Bool) {
    let isDumb = ["", "dumb"].contains(Environment.value("TERM") ?? "")
    showsBars = !isQuiet && !isDumb && isatty(STDERR_FILENO) == 1
    printsLines = !isQuiet && !(showsBars && isatty(STDOUT_FILENO) == 1)
    self.isQuiet = isQuiet
    if showsBars { TerminalSize.knowWidths() }
  }

  /// A file comes next; its name is as whoever has it wrote it.
  func begin(_ name: String, size: UInt64?) {
    bar = Bar(name: SafeText.of(name), size: size)
    furthest = 0
    go(from: 0)
  }

  /// It goes on from there, or from the beginning.
  func go(from done: UInt64) {
    let now = Clock.monotonic
    (meter, start) = (Meter(at: now, done: done), (now, done))
    bar?.remark = nil
    bar?.done = done
    reach(done)
  }

  /// So many bytes of it have come.
  func receive(_ count: Int) {
    bar?.done += UInt64(count)
    reach(bar?.done ?? 0)
  }

  /// So many bytes of it have gone; whether they arrive is seen later.
  func send(_ count: Int) { bar?.done += UInt64(count) }

  private func reach(_ done: UInt64) {
    guard done > furthest else { return }
    gain += done - furthest
    furthest = done
  }

  /// What happens in the place of moving bytes.
  func remark(_ text: String) {
    bar?.remark = text
    nextDrawing = 0
    refresh()
  }

  /// The file is done; `words` say what became of it.
  func finish(_ words: String, isMoved: Bool) {
    guard var bar else { return }
    self.bar = nil
    let size = bar.size ?? bar.done
    if showsBars {
      let time = Clock.monotonic - start.time
      bar.remark = isMoved ? nil : words
      bar.done = size
      bar.rate = time > 0 ? UInt64(Double(size - min(size, start.done)) / (Double(time) / 1_000_000)) : nil
      bar.seconds = time / 1_000_000
      write("\r" + row(bar) + "\u{1B}[K\n")
      isDrawn = false
    }
    if printsLines { say("\(bar.name): \(words), \(Amount.bytes(size))") }
  }

  /// Whether anybody reads it decides nothing about the files.
  private func say(_ line: String) {
    do throws(SystemError) {
      try File.write(Array((line + "\n").utf8), to: STDOUT_FILENO, name: "standard output")
    } catch {
      printsLines = false
      if !error.isBrokenPipe { complain(error.description) }
    }
  }

  /// The file is not done.
  func fail() {
    bar = nil
    hide()
  }

  /// Says something, above the bar.
  func complain(_ text: String) {
    hide()
    Terminal.complain(text)
  }

  /// Says something that is no failure; the same only once, and nothing where nothing is to be said.
  func note(_ text: String) {
    guard !isQuiet, notes.insert(text).inserted else { return }
    complain("note: " + text)
  }

  /// Draws the bar where it is time for that.
  func refresh() {
    guard showsBars, var bar else { return }
    let now = Clock.monotonic
    guard now >= nextDrawing else { return }
    nextDrawing = now + UInt64(interval) * 1000
    meter.note(bar.done, at: now)
    bar.rate = meter.rate(at: now)
    bar.seconds = bar.size.flatMap { meter.secondsLeft(until: $0, at: now) }
    write("\r" + row(bar) + "\u{1B}[K")
    isDrawn = true
  }

  /// The row is the shell's again.
  func hide() {
    guard isDrawn else { return }
    write("\r\u{1B}[K")
    (isDrawn, nextDrawing) = (false, 0)
  }

  private func row(_ bar: Bar) -> String {
    bar.row(columns: TerminalSize.columns(of: STDERR_FILENO) ?? 80, width: TerminalSize.width)
  }

  private func write(_ text: String) { try? File.write(Array(text.utf8), to: STDERR_FILENO, name: "standard error") }
}
