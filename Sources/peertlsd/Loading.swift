import Glibc
import Journal
import Processes
import Systemd

/// Loading at start and on SIGHUP, and what follows for those who are here.
extension Acceptor {
  /// Begins a load; one that is asked for meanwhile comes after it.
  func load() {
    guard stage == .serving else { return }
    guard candidate == nil else { return shallLoadAgain = true }
    if inForce != nil { Notification.reloading() }
    do { candidate = try Candidate(settings, null: null, now: now) } catch { reject("\(error)") }
  }

  /// Takes the result over, whole or not at all.
  func compilerEnded(_ exit: Exit) {
    guard let finished = candidate else { return }
    candidate = nil
    guard exit.code == 0 else { return reject(finished.complaint(exit)) }
    do throws(SystemError) { install(try Generation(finished, settings: settings)) } catch { reject("\(error)") }
  }

  /// The compiler takes too long: its end, which follows, is a failure.
  func abandonLoad(_ compiler: Int32) {
    Settings.note(
      "peertls policy compile has run for \(Candidate.timeLimit / Acceptor.second) s; killed", priority: .error)
    Children.signal(compiler, SIGKILL)
    candidate?.deadline = .max
  }

  private func install(_ generation: Generation) {
    let isFirst = inForce == nil
    inForce = generation
    if isFirst { makeTables(generation.configuration) }
    let room = slots.count - 128
    let wanted = Int(generation.configuration.maxSessions)
    if wanted > room && !isFirst {
      Settings.note("MaxSessions=\(wanted): above \(room) it takes a restart", priority: .warning)
    }
    maximumSessions = min(wanted, room)
    takeLimits(generation.configuration)
    var record = Record(.policyLoaded, priority: .notice, message: "policy loaded from \(settings.configuration)")
    record[.policy] = generation.hash
    log.send(record)
    quickDeaths = 0
    sparesDue = .max
    for index in spares { dismiss(slots[index]) }
    spares.removeAll(keepingCapacity: true)
    for slot in slots where slot.phase == .serving {
      askForJudgement(slot, policy: generation.policy.number)
    }
    if isFirst {
      let names = listeners.map(\.name).joined(separator: ", ")
      log.send(Record(.nodeStarted, priority: .notice, message: "node started, sockets: \(names)"))
      if let missing = Ruleset.missing { Settings.note(missing, priority: .warning) }
      listen()
    }
    loaded()
  }

  private func reject(_ reason: String) {
    var record = Record(.policyRejected, priority: .error, message: "policy rejected: \(reason)")
    record[.reason] = reason
    log.send(record)
    if inForce == nil { exitCode = EX_CONFIG } else { loaded() }
  }

  private func loaded() {
    Notification.ready()
    reportSoon()
    guard shallLoadAgain else { return }
    shallLoadAgain = false
    load()
  }
}
