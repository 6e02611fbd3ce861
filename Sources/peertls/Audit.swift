import ArgumentParser
import Processes

/// Reads the trail.
struct Audit: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show who called, what became of it and why.",
    discussion: """
      Reads the journal, one line an event: time, verdict or event, service, who, address, rule, and then the reason, \
      bytes, duration and exit. Of this machine's journal only records of root, of the account peertls and your own are \
      believed, as anybody may log records that look like these. Exits 0 where there was something to show, 1 where \
      nothing matched, as grep does; 64 usage, 66 no journal or file, 74 it cannot be read.
      """)

  /// How many events are shown before following, unless said otherwise.
  private static let defaultBeforeFollowing = 10
  /// The most events that are kept to find the last ones.
  private static let maximumKept = 1_000_000

  @Flag(name: [.customShort("f"), .customLong("follow")], help: "Go on with what is logged from now on.")
  var follow = false

  @Option(
    name: [.customShort("n"), .customLong("lines")],
    help: ArgumentHelp("Only the last so many; 10 with --follow unless given.", valueName: "count"))
  var count: Int?

  @OptionGroup var filter: AuditFilter

  @Flag(help: "One JSON object a line, with all fields.")
  var json = false

  @Option(help: ArgumentHelp("Read this file of lines, as logged where there is no journal.", valueName: "file"))
  var file: String?

  @Option(help: ArgumentHelp("Read the journal files in this directory.", valueName: "dir"))
  var directory: String?

  func validate() throws {
    if let count, !(0...Audit.maximumKept).contains(count) {
      throw ValidationError("-n: expected 0 to \(Audit.maximumKept)")
    }
    if file != nil && directory != nil { throw ValidationError("--file and --directory are two places; give one") }
  }

  func run() throws {
    var shown = 0
    if let file {
      var trail = try FileTrail(file)
      shown = try showExisting { try trail.next() }
      while follow {
        trail.wait()
        while let event = try trail.next() { show(event) }
      }
    } else {
      var trail = try JournalTrail(directory: directory, since: filter.since?.microseconds)
      shown = try showExisting { try trail.next() }
      while follow {
        try trail.wait()
        while let event = try trail.next() { show(event) }
      }
    }
    if shown == 0 { throw ExitCode(1) }
  }

  private func showExisting(_ next: () throws -> TrailEvent?) throws -> Int {
    let last = count ?? (follow ? Audit.defaultBeforeFollowing : nil)
    var kept: [TrailEvent] = []
    var shown = 0
    while let event = try next() {
      guard filter.admits(event) else { continue }
      if let last {
        kept.append(event)
        if kept.count > 2 * last { kept.removeFirst(kept.count - last) }
      } else {
        shown += 1
        show(event)
      }
    }
    for event in kept.suffix(last ?? 0) {
      shown += 1
      show(event)
    }
    return shown
  }

  private func show(_ event: TrailEvent) {
    if filter.admits(event) { Terminal.print(json ? event.json : event.row) }
  }
}
