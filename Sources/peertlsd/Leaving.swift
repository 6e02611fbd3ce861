import Glibc
import Journal
import Keeping
import Processes
import Systemd

/// A restart: the acceptor stays with its sessions until the last has ended, and another one takes the calls.
extension Acceptor {
  /// SIGUSR1 of the keeper: no more calls, and nobody is sent away.
  func leave() {
    guard stage == .serving else { return }
    letGo()
    retireOwnersLine()
    stage = .left
    hasLeft = true
    let message = "restart: \(sessions) sessions go on with process \(getpid()), another takes the calls"
    log.send(Record(.nodeLeft, priority: .notice, message: message))
    watchRuntime()
    watchdogDue = .max
    Notification.farewell(Keeper.farewell)
  }

  private func watchRuntime() {
    do throws(SystemError) {
      let watch = try DirectoryWatch()
      _ = try watch.add(Directory(settings.runtime))
      try poller.add(watch.number, token: Acceptor.runtimeToken)
      runtimeWatch = .some(watch)
    } catch {
      // Whom a later policy denies must not stay.
      Settings.note("\(settings.runtime): \(error); the sessions get DrainTimeout=", priority: .warning)
      drain()
    }
  }

  /// The acceptor that came after has a new policy, or the node is to stop.
  func heedRuntime() {
    guard let events = try? runtimeWatch?.read() else { return }
    for event in events {
      switch event {
      case .appeared(_, "policy.cdb"): judgeAgain()
      case .appeared(_, Keeper.stopMark), .lookAgain: if stage == .left { drain() }
      case .appeared: break
      }
    }
  }

  private func judgeAgain() {
    do throws(SystemError) {
      let policy = try File.open(settings.runtime + "/policy.cdb")
      for slot in slots where slot.phase == .serving { askForJudgement(slot, policy: policy.number) }
    } catch {
      Settings.note("\(error); the sessions get DrainTimeout=", priority: .warning)
      if stage == .left { drain() }
    }
  }
}
