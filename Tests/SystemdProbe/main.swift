// A service as systemd starts one, for Tests/SystemdTests: it tells what it was given, and tells its manager.
import Systemd

do {
  for listener in try Activation.listeners() {
    print("listener \(listener.descriptor) \(listener.name)")
  }
  print("again \(try Activation.listeners().count)")
} catch {
  print("error \(error)")
}
print("watchdog \(Notification.watchdogInterval.map(String.init) ?? "none")")
let told = [
  Notification.ready(), Notification.reloading(), Notification.status("all\nSTOPPING=1 well"), Notification.watchdog(),
  Notification.stopping(),
]
print("told \(told.filter { $0 }.count)")
