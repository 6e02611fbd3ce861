import Handoff
import Processes
import Relay
import TLS

/// What a handler wants of a data connection: one pipe's bytes to the peer, or the peer's into one pipe.
enum DataTransfer: ~Copyable {
  case sending(Sending)
  case receiving(Receiving)

  /// Bytes of the transfer: from the peer, to the peer.
  var bytes: (inward: UInt64, outward: UInt64) {
    switch self {
    case .sending(let sending): (0, sending.bytes)
    case .receiving(let receiving): (receiving.bytes, 0)
    }
  }

  /// Moves what can be moved; how it ended, once it has. `declared`: what the handler says the pipe of `send` had.
  mutating func step(_ connection: borrowing Connection, declared: UInt64?) -> DataEnd? {
    switch consume self {
    case .sending(var sending):
      let state = sending.step(connection) { $0 == declared }
      let isCut = sending.isDrained && sending.bytes != declared
      self = .sending(sending)
      return isCut && state == .running ? .pipeFailed : DataEnd(state)
    case .receiving(var receiving):
      let state = receiving.step(connection)
      self = .receiving(receiving)
      return DataEnd(state)
    }
  }

  func enlist(in list: inout WaitingList, socket: Int32) {
    switch self {
    case .sending(let sending): sending.enlist(in: &list, socket: socket)
    case .receiving(let receiving): receiving.enlist(in: &list, socket: socket)
    }
  }

  mutating func notice(_ list: borrowing WaitingList, socket: Int32) {
    switch consume self {
    case .sending(var sending):
      sending.notice(list, socket: socket)
      self = .sending(sending)
    case .receiving(var receiving):
      receiving.notice(list)
      self = .receiving(receiving)
    }
  }
}

extension DataEnd {
  /// How a state ends a transfer; nil while it does not.
  init?(_ state: Receiving.State) {
    switch state {
    case .running: return nil
    case .finished: self = .complete
    case .broken(.truncated): self = .truncated
    case .broken: self = .broken
    case .failed: self = .pipeFailed
    }
  }
}
