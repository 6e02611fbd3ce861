import ArgumentParser
import Processes

/// Reads the trail.
struct Audit: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show who called, what became of it and why.",
    discussion: """
      Reads the journal, one line an event: time, verdict or event, service, who, address, rule, and then the reason, \
      bytes, duration and exit. --by and --html put the events of each call together and sum the calls up. Of this \
      machine's journal only records of root, of the account peertls and your own are believed, as anybody may log \
      records that look like these. Exits 0 where there was something to show, 1 where nothing matched, as grep does; 64 \
      usage, 66 no journal or file, 74 it cannot be read, or the page not be written.
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

  @Option(help: ArgumentHelp("Sum the calls up: a line for each peer, or day.", valueName: "key"))
  var by: SummaryTable.Key?

  @Option(help: ArgumentHelp("Sum the calls up in a page with plots, written to this file.", valueName: "page"))
  var html: String?

  @Option(help: ArgumentHelp("Read this file of lines, as logged where there is no journal.", valueName: "file"))
  var file: String?

  @Option(help: ArgumentHelp("Read the journal files in this directory.", valueName: "dir"))
  var directory: String?

  func validate() throws {
    if let count, !(0...Audit.maximumKept).contains(count) {
      throw ValidationError("-n: expected 0 to \(Audit.maximumKept)")
    }
    if file != nil && directory != nil { throw ValidationError("--file and --directory are two places; give one") }
    if html == "" { throw ValidationError("--html needs a file") }
    guard sumsUp else { return }
    for (isGiven, name) in [(follow, "--follow"), (count != nil, "--lines"), (json, "--json")] where isGiven {
      throw ValidationError("\(name) shows events, --by and --html sum them up; give one")
    }
  }

  func run() throws {
    let shown = sumsUp ? try sumUp() : try showEvents()
    if shown == 0 { throw ExitCode(1) }
  }

  private var sumsUp: Bool { by != nil || html != nil }

  private func sumUp() throws -> Int {
    var summing = Summing(filter: filter)
    if let file {
      var trail = try FileTrail(file)
      while let event = try trail.next() { summing.take(event) }
    } else {
      var trail = try JournalTrail(directory: directory, since: filter.since?.microseconds)
      while let event = try trail.next() { summing.take(event) }
    }
    let summary = summing.finish()
    guard summary.total.calls > 0 else { return 0 }
    if let by { SummaryTable.lines(summary, by: by).forEach(Terminal.print) }
    if let html {
      let page = AuditPage(summary: summary, time: Clock.unixMicroseconds, scope: filter.scope)
      try write(page.text, to: html)
    }
    return summary.total.calls
  }

  private func write(_ page: String, to path: String) throws(Failure) {
    do {
      try NewFile.write(to: File.absolute(path)) { try File.write(Array(page.utf8), to: $0.number, name: path) }
    } catch {
      throw Failure(.inputOutput, "\(error)")
    }
  }

  private func showEvents() throws -> Int {
    var listing = Listing(json: json)
    if let file {
      var trail = try FileTrail(file)
      try showExisting(&listing) { try trail.next() }
      while follow {
        trail.wait()
        while let event = try trail.next() { if filter.admits(event) { listing.show([event]) } }
      }
    } else {
      var trail = try JournalTrail(directory: directory, since: filter.since?.microseconds)
      try showExisting(&listing) { try trail.next() }
      while follow {
        try trail.wait()
        while let event = try trail.next() { if filter.admits(event) { listing.show([event]) } }
      }
    }
    return listing.shown
  }

  private func showExisting(_ listing: inout Listing, _ next: () throws -> TrailEvent?) throws {
    let last = count ?? (follow ? Audit.defaultBeforeFollowing : nil)
    var kept: [TrailEvent] = []
    while let event = try next() {
      guard filter.admits(event) else { continue }
      kept.append(event)
      if let last {
        if kept.count > 2 * last { kept.removeFirst(kept.count - last) }
      } else if kept.count == TrailTable.foresight {
        listing.show(kept)
        kept.removeAll(keepingCapacity: true)
      }
    }
    listing.show(kept.suffix(last ?? kept.count))
  }
}

/// Shows events.
private struct Listing {
  let json: Bool
  private var table = TrailTable()
  private(set) var shown = 0

  init(json: Bool) { self.json = json }

  mutating func show(_ events: some Collection<TrailEvent>) {
    shown += events.count
    if json { return events.forEach { Terminal.print($0.json) } }
    for event in events { table.widen(for: event) }
    for event in events { Terminal.print(table.row(event)) }
  }
}

/// Puts calls together and sums up those that are asked for.
private struct Summing {
  let filter: AuditFilter
  private var collector = CallCollector()
  private var summary = CallSummary()

  init(filter: AuditFilter) { self.filter = filter }

  mutating func take(_ event: TrailEvent) {
    guard filter.admits(time: event), let call = collector.take(event) else { return }
    add(call)
  }

  mutating func finish() -> CallSummary {
    for call in collector.rest() { add(call) }
    return summary
  }

  private mutating func add(_ call: PastCall) {
    if filter.admits(call.event) { summary.add(call) }
  }
}
