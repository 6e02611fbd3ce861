import Processes

/// Who waits while a call is made and held; others may have something else to look after meanwhile.
protocol Waiter: AnyObject {
  /// Waits until something in the list has happened or the time is over; `.interrupted` where it is not to go on.
  func wait(_ list: inout WaitingList, milliseconds: Int) throws(CallFailure)
}

/// Who has nothing else to do.
final class PlainWaiter: Waiter {
  func wait(_ list: inout WaitingList, milliseconds: Int) throws(CallFailure) { list.wait(milliseconds: milliseconds) }
}

extension Waiter {
  /// Calls an address, from the address (at any port) that is given; the connection, when there is one.
  func connect(
    to address: SocketAddress, from source: SocketAddress? = nil, milliseconds: Int
  ) throws(CallFailure) -> Descriptor {
    let socket = try CallFailure.attempt(.unreachable) { () throws(SystemError) in
      try Socket.beginConnecting(to: address, from: source)
    }
    var list = WaitingList()
    list.add(socket.number, .write)
    let deadline = Clock.monotonic + UInt64(milliseconds) * 1000
    var now = Clock.monotonic
    while !list.hasResult && now < deadline {
      try wait(&list, milliseconds: Int((deadline - now) / 1000) + 1)
      now = Clock.monotonic
    }
    do throws(SystemError) {
      try Socket.checkConnected(socket.number, to: address, isOver: !list.hasResult)
    } catch {
      throw CallFailure(.unreachable, error.description)
    }
    return socket
  }
}
