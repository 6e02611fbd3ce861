// The story of a key: take it and the certificates, see that they belong together, give up everything else, say so; then
// sign handshakes, each over the line of a session that the acceptor names, until the acceptor needs it no more.
import Glibc
import Handoff
import Processes
import TLS

/// Takes the key out of reach of others. Throws what is wrong with it, in one line.
func takeTheKey(_ orders: Orders) throws -> NodeKey {
  Lockdown.ignoreBrokenPipes()
  try Lockdown.dropNewPrivileges()
  try Lockdown.hideMemory()
  try Secret.wipeWhatIsFreed()
  try Library.start()
  // A token's module may need a device, the socket of a daemon and threads, and to write what it keeps.
  if orders.token != nil { try Lockdown.confineModule() }
  let key = try NodeKey(orders)
  // From here on it needs nothing but its descriptors.
  if orders.token == nil { try Lockdown.confineSigner() }
  return key
}

func keepTheKey(_ orders: Orders) throws(SystemError) -> Int32 {
  var desk = try SigningDesk(orders)
  do {
    let key = try takeTheKey(orders)
    try desk.serve(key)
    return 0
  } catch {
    desk.tell(.failed("\(error)"))
    return EX_CONFIG
  }
}

guard let orders = Orders(CommandLine.arguments) else {
  try? File.write(Array("peertls-keyd: peertlsd starts it; see peertls-keyd(8)\n".utf8), to: 2, name: "the log")
  exit(EX_USAGE)
}
exit((try? keepTheKey(orders)) ?? EX_OSERR)
