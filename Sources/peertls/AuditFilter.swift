import ArgumentParser
import Journal
import Policy
import Processes

/// Which events are shown.
struct AuditFilter: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Only this peer's: name, e-mail address, userid, address, certificate or key; * and ? stand for any characters.",
      valueName: "glob"))
  var peer: String?

  @Option(help: ArgumentHelp("Only this service's.", valueName: "name"))
  var service: String?

  @Option(help: ArgumentHelp("Only allow, deny or knock.", valueName: "verdict"))
  var verdict: String?

  @Option(
    help: ArgumentHelp(
      "Only from then on: 2026-01-31, \"2026-01-31 18:00\" (local time), or how long ago: 90s, 15min, 2h, 7d.",
      valueName: "time"),
    transform: TrailTime.init(argument:))
  var since: TrailTime?

  /// Whether an event is to be shown.
  func admits(_ event: TrailEvent) -> Bool {
    if let service, event[.service] != service { return false }
    if let verdict, event[.verdict] != verdict { return false }
    guard admits(time: event) else { return false }
    guard let peer else { return true }
    // A row shows the beginning of a long key, and then this.
    let glob = Glob(ignoringCase: peer.hasSuffix("…") ? peer.dropLast() + "*" : peer)
    return event.namesOfPeer.contains(where: glob.accepts(ignoringCase:))
  }

  /// Whether an event is late enough.
  func admits(time event: TrailEvent) -> Bool {
    guard let since, let time = event.microseconds else { return true }
    return time >= since.microseconds
  }

  /// What is asked for, in words; empty for everything.
  var scope: String {
    let words = [
      peer.map { "peer \($0)" }, service.map { "service \($0)" }, verdict.map { "verdict \($0)" },
      since.map { "since \(Clock.localText($0.microseconds))" },
    ]
    return words.compactMap { $0 }.joined(separator: ", ")
  }

  func validate() throws {
    if let verdict, !["allow", "deny", "knock"].contains(verdict) {
      throw ValidationError("--verdict \(verdict.sanitised): expected allow, deny or knock")
    }
  }
}
