// The story of an acceptor: take the sockets from systemd, leave a keeper to be restarted in its place and a warden to clear
// up after it, load the configuration and the policy, then accept, admit and hand over until told to stop. Nothing here
// reads from the network, and nothing waits but `acceptor.wait()`.
import Glibc
import Keeping
import Processes
import Systemd

let settings = Settings(commandLine: CommandLine.arguments)
do {
  Lockdown.ignoreBrokenPipes()
  StandardStream.appendErrors()
  let listeners = try Settings.listeners()
  if settings.hasKeeper { try Keeper.divide(runtime: settings.runtime, listeners) }
  let acceptor = try Acceptor(settings, listeners: listeners)
  acceptor.load()
  while acceptor.exitCode == nil {
    for event in try acceptor.wait() {
      switch event {
      case .signals: acceptor.heedSignals()
      case .connections(let listener): acceptor.accept(from: listener)
      case .message(let slot): acceptor.hear(slot)
      case .visitor: acceptor.receiveVisitors()
      case .question(let client): acceptor.answer(client: client)
      case .runtime: acceptor.heedRuntime()
      case .signer(let signer): acceptor.hear(signer)
      }
    }
    acceptor.keepTime()
  }
  exit(acceptor.exitCode ?? 0)
} catch {
  Settings.fail("\(error)", code: EX_OSERR)
}
