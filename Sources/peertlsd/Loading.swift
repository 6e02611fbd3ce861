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
    do {
      let started = try Candidate(settings, null: null, now: now)
      candidate = started
      if slots.isEmpty { makeTables(started.configuration) }
    } catch { reject("\(error)") }
  }

  /// The policy is made: the key comes next.
  func compilerEnded(_ exit: Exit) {
    guard let candidate else { return }
    candidate.compiler = 0
    guard exit.code == 0 else {
      self.candidate = nil
      return reject(settings.installation.complaint(of: exit, told: candidate.hash))
    }
    do throws(SystemError) {
      nextSigner += 1
      let signer = try candidate.makeSigner(settings, number: nextSigner, lines: 2 * slots.count)
      candidate.signer = signer
      try start(signer)
    } catch {
      self.candidate = nil
      reject("\(error)")
    }
  }

  /// The key is there: takes the result over, whole or not at all.
  func signerIsReady() {
    guard let finished = candidate, let signer = finished.signer else { return }
    candidate = nil
    do throws(SystemError) {
      install(try Generation(finished, signer, settings: settings))
    } catch {
      dismissUnneeded(signer)
      reject("\(error)")
    }
  }

  /// A load takes too long: the end of what does, which follows, is its failure.
  func abandonLoad(_ candidate: Candidate) {
    candidate.deadline = .max
    if let signer = candidate.signer { return signer.kill("does not come to have its key") }
    Settings.note(
      "peertls policy compile has run for \(Candidate.timeLimit / Acceptor.second) s; killed", priority: .error)
    Children.signal(candidate.compiler, SIGKILL)
  }

  private func install(_ generation: Generation) {
    let (isFirst, couldSign, past) = (inForce == nil, canSign, inForce?.signer)
    inForce = generation
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
    }
    if !couldSign { listen() }
    if let past { dismissUnneeded(past) }
    loaded()
  }

  func reject(_ reason: String) {
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
