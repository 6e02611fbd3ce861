import Processes
import SMTP
import TLS

/// A call in which commands go and replies come. Every wait has its end: whoever is slow on purpose holds up a delivery for
/// minutes, and no longer.
struct SMTPWire: ~Copyable {
  /// How long is waited for a reply to greeting or command, in seconds (RFC 5321 §4.5.3.2).
  static let replySeconds = 300
  /// For the reply to DATA itself.
  static let dataSeconds = 120
  /// For the reply to a message, which is being stored.
  static let storedSeconds = 600
  /// While bytes are sent: without any being taken.
  static let stallSeconds = 180
  /// The rate, in bytes a second, below which sending is given up, after the time for a stall.
  static let leastRate = 500

  /// How much is read at once, in bytes.
  private static let readBytes = 4096

  private let call: Call
  private var reader = ReplyReader()

  /// Over a call whose hands are shaken.
  init(_ call: consuming Call) { self.call = call }

  /// Who is called.
  var who: String { call.terms.contact.name }

  /// Our end's address.
  func localAddress() throws(CallFailure) -> SocketAddress {
    let number = call.socket.number
    return try CallFailure.attempt(.broken) { () throws(SystemError) in try Socket.localAddress(number) }
  }

  /// A reply has come that nobody has asked for, such as the farewell of a server that is being stopped.
  var hasUnaskedReply: Bool { reader.isInsideReply }

  /// The next reply, whole, in at most so many seconds.
  mutating func reply(seconds: Int, to what: String) throws(CallFailure) -> Reply {
    let deadline = Clock.monotonic + UInt64(seconds) * 1_000_000
    while true {
      if let reply = try nextReply() { return reply }
      switch try read(what) {
      case .done: break
      case .closed: throw CallFailure(.broken, "\(who)'s node ended the connection without a reply to \(what)")
      case let outcome: try wait(for: outcome, until: deadline, "\(who)'s node has not replied to \(what) in time")
      }
    }
  }

  /// Sends bytes: all of them, or until a reply comes before that, which is returned.
  mutating func send(_ bytes: [UInt8], _ what: String) throws(CallFailure) -> Reply? {
    let start = Clock.monotonic
    let rateDeadline = start + UInt64(SMTPWire.stallSeconds + bytes.count / SMTPWire.leastRate) * 1_000_000
    let tooSlow = "\(who)'s node takes \(what) too slowly"
    var (done, stallDeadline) = (0, start + UInt64(SMTPWire.stallSeconds) * 1_000_000)
    while done < bytes.count {
      let outcome = call.connection.write(bytes, from: done)
      switch outcome {
      case .done(let count):
        done += count
        stallDeadline = Clock.monotonic + UInt64(SMTPWire.stallSeconds) * 1_000_000
        guard Clock.monotonic < rateDeadline else { throw CallFailure(.unreachable, tooSlow) }
      case .wantsRead, .wantsWrite:
        // The other side may have had enough, and say so.
        if case .done = try read(what), let reply = try nextReply() { return reply }
        try wait(for: .wantsWrite, orRead: true, until: min(stallDeadline, rateDeadline), tooSlow)
      case .closed: throw CallFailure(.broken, "\(who)'s node ended the connection amid \(what)")
      case .failed(let failure):
        // It may have said why before it went.
        while case .done = try read(what) { if let reply = try nextReply() { return reply } }
        throw call.terms.explained(failure, phase: "amid \(what)")
      }
    }
    return nil
  }

  /// Says that nothing more comes (close_notify).
  func finish() { _ = call.connection.finishWriting() }

  private mutating func nextReply() throws(CallFailure) -> Reply? {
    do throws(SMTPError) { return try reader.next() } catch {
      throw CallFailure(.broken, "\(who)'s node does not speak SMTP: \(error)")
    }
  }

  /// Reads once; never into what is complete already, so whoever sends without end is not given the memory for it.
  private mutating func read(_ what: String) throws(CallFailure) -> Connection.Outcome {
    var bytes: [UInt8] = []
    let outcome = call.connection.read(appendingTo: &bytes, atMost: SMTPWire.readBytes)
    reader.append(bytes)
    if case .failed(let failure) = outcome { throw call.terms.explained(failure, phase: "in the reply to \(what)") }
    return outcome
  }

  private func wait(
    for outcome: Connection.Outcome, orRead: Bool = false, until deadline: UInt64, _ late: String
  ) throws(CallFailure) {
    let now = Clock.monotonic
    guard now < deadline else { throw CallFailure(.unreachable, late) }
    var list = WaitingList()
    list.add(call.socket.number, outcome == .wantsWrite ? (orRead ? [.read, .write] : .write) : .read)
    list.wait(milliseconds: Int((deadline - now) / 1000) + 1)
  }
}
