import Glibc
import Handoff
import Processes

/// How many data ports a session has asked for lately. A client that fetches file after file takes one for each.
struct DataPorts {
  /// What an answer to one more is.
  enum Admission {
    case granted
    /// There were too many.
    case refused
    /// A session keeps to `DataLimit.portsPerSecond` itself, and two of its seconds may touch one of ours.
    case misbehaved
  }

  /// Connections that a port's queue holds: one is expected, and a stranger's must not keep it out.
  static let backlog: Int32 = 16
  /// Ports that are tried before all are taken for taken.
  private static let tries = 64

  private var rate = DataPortRate()

  /// Counts one more.
  mutating func admit(now: UInt64) -> Admission {
    switch rate.add(now: now) {
    case ...DataLimit.portsPerSecond: .granted
    case ...(2 * DataLimit.portsPerSecond): .refused
    default: .misbehaved
    }
  }

  /// A listening socket on one of the ports, at the address of a connection's end here.
  static func open(at local: SocketAddress, within ports: ClosedRange<UInt16>) throws(SystemError) -> Descriptor {
    for port in Set((0..<tries).map { _ in UInt16.random(in: ports) }) {
      var address = local
      address.port = port
      do throws(SystemError) { return try Socket.listen(address, backlog: backlog) } catch {
        if error.code != EADDRINUSE { throw error }
      }
    }
    throw SystemError("find a free data port", code: EADDRINUSE)
  }
}

extension Acceptor {
  /// Opens a port for a data connection of a session whose handler has a control channel: the session itself makes no
  /// sockets.
  func openDataPort(_ slot: Slot) {
    switch slot.dataPorts?.admit(now: now) {
    case .granted: break
    case .misbehaved: return misbehaved(slot, "asks for data ports without end")
    case .refused, nil: return tell(slot, .noDataPort(code: EAGAIN))
    }
    guard let ports = inForce?.configuration.dataPorts else { return tell(slot, .noDataPort(code: EOPNOTSUPP)) }
    guard let signer = slot.signer else { return tell(slot, .noDataPort(code: EOPNOTSUPP)) }
    do throws(SystemError) {
      let listener = try DataPorts.open(at: slot.local, within: ports)
      // The session drops the line of the port before, and one that does not must not fill peertls-keyd's table.
      if let old = slot.lastLine { signer.forget(old) }
      slot.lastLine = nil
      let line = try line(for: slot, signer, signatures: ToSigner.allowanceOfADataPort)
      tell(slot, .dataPort, descriptors: [listener.number, line.descriptor.number])
    } catch {
      tell(slot, .noDataPort(code: error.code))
    }
  }
}
