import Glibc
import Handoff
import Introduction
import Journal
import Processes
import Relay

/// A handler at our end of a call: the program that peertlsd starts for who calls, started for whom we call, with the
/// same pipes, environment and signals, peertls-handler-contract(7).
struct LocalHandler {
  /// What it has to end after the call has, in microseconds.
  private static let farewell: UInt64 = 6_000_000
  /// What it has after a signal.
  private static let grace: UInt64 = 5_000_000

  /// The handler's name, PEERTLS_SERVICE.
  let service: String
  /// The program's file, and argv.
  let path: String
  let arguments: [String]
  /// STATE_DIRECTORY.
  let stateDirectory: String
  /// Of what it writes to its standard error: the least important that is said, see ``HandlerLog``.
  let leastPriority: UInt8

  private struct Running: ~Copyable {
    let pid: pid_t
    var relay: Relay
    /// Nil where it writes to our own standard error.
    var log: HandlerLog?
  }

  /// Runs it over a call to the end of both, at the longest until `deadline` on the monotonic clock. Throws how the call
  /// broke, or that the handler could not be started; how the handler ended is returned.
  func serve(
    _ call: borrowing Call, node: NodeNames, until deadline: UInt64 = .max
  ) throws(CallFailure) -> Exit {
    let signals = try CallFailure.attempt(.inputOutput) { () throws(SystemError) in try Signals([SIGCHLD]) }
    var running = try start(call, node)
    var exit: Exit?
    var broken: CallFailure?
    var hasFinished = false
    // What is sent to the handler next, and when.
    var (next, time) = (SIGHUP, deadline)
    while true {
      while let ended = Children.nextExit() { if ended.pid == running.pid { exit = ended } }
      if !hasFinished && broken == nil {
        do throws(CallFailure) {
          hasFinished = try call.hasFinished(&running.relay)
          if hasFinished { (next, time) = (SIGTERM, Clock.monotonic + LocalHandler.farewell) }
        } catch {
          // The pipes stay until the handler has ended: it must not take a break for the end of its input.
          (broken, next, time) = (error, SIGHUP, 0)
        }
      }
      running.log?.attend()
      if let exit, hasFinished || broken != nil || Clock.monotonic >= time {
        if let broken { throw broken }
        return exit
      }
      if Clock.monotonic >= time, exit == nil {
        Children.signal(running.pid, next)
        if next == SIGHUP && broken == nil { broken = CallFailure(.unreachable, "there was no more time") }
        (next, time) = (SIGKILL, Clock.monotonic + LocalHandler.grace)
      }
      if exit != nil { time = min(time, Clock.monotonic + LocalHandler.farewell) }
      wait(signals, &running, isOver: hasFinished || broken != nil, until: time)
    }
  }

  private func wait(_ signals: borrowing Signals, _ running: inout Running, isOver: Bool, until time: UInt64) {
    var list = WaitingList()
    list.add(signals.descriptor.number, .read)
    running.log?.enlist(in: &list)
    if !isOver { running.relay.enlist(in: &list, untilPeerCloses: true) }
    let now = Clock.monotonic
    list.wait(milliseconds: time == .max ? -1 : Int(clamping: (max(time, now) - now) / 1000 + 1))
    if !isOver { running.relay.notice(list) }
    while signals.next() != nil {}
  }

  private func start(_ call: borrowing Call, _ node: NodeNames) throws(CallFailure) -> Running {
    var program = Program(path: path, arguments: arguments)
    program.environment = ["STATE_DIRECTORY=\(stateDirectory)"] + (try environment(call, node)).strings
    program.directory = stateDirectory
    program.limits = [ResourceLimit(.openFiles, 128), ResourceLimit(.core, 0), ResourceLimit(.data, 512 << 20)]
    let sandbox = Sandbox(program: path, stateDirectory: stateDirectory, refusals: [.processes, .attributes])
    program.confinement = try CallFailure.attempt(.configuration) { () throws(SystemError) in try sandbox.confinement()
    }
    // Whatever ends us ends the call with us.
    program.parentDeathSignal = SIGHUP
    return try CallFailure.attempt(.configuration) { () throws(SystemError) in
      let input = try Pipe(capacity: HandlerPipe.capacity)
      let output = try Pipe(capacity: HandlerPipe.capacity)
      try input.writing.setNonBlocking()
      try output.reading.setNonBlocking()
      program.descriptors = [input.reading.number, output.writing.number, 2]
      if StandardStream.errorIsTheJournal(), let stream = Log.connectStream(identifier: arguments[0]) {
        let log = Descriptor(adopting: stream)
        program.descriptors[2] = log.number
        let pid = try program.spawn()
        _ = consume log
        return Running(pid: pid, relay: call.relay(reading: output.reading, writing: input.writing))
      }
      let words = try Pipe()
      try words.reading.setNonBlocking()
      program.descriptors[2] = words.writing.number
      let pid = try program.spawn()
      return Running(
        pid: pid, relay: call.relay(reading: output.reading, writing: input.writing),
        log: HandlerLog(words.reading, least: leastPriority))
    }
  }

  private func environment(_ call: borrowing Call, _ node: NodeNames) throws(CallFailure) -> HandlerEnvironment {
    let local = try CallFailure.attempt(.broken) { () throws(SystemError) in
      try Socket.localAddress(call.socket.number)
    }
    let introduction = Introduction(
      session: .random(in: 1 ... .max), service: service, local: local, peer: call.address,
      judgement: call.terms.check.judgement, identity: call.terms.check.identity, node: node)
    var environment = introduction.environment(over: call.connection)
    environment[.rule] = "contacts:\(call.terms.contact.place?.line ?? 0)"
    return environment
  }
}
