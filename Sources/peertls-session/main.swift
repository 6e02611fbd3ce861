// The story of a connection: inherit, lock down, wait for the call, shake hands, decide, hand off, relay, report.

import Glibc
import Handoff
import Journal
import Judge
import Processes
import TLS

/// Why a session cannot go on, and the exit code that tells the acceptor.
struct SessionFailure: Error {
  let exit: SessionExit
  let reason: String
}

func answerACall() throws(SessionFailure) -> SessionExit {
  // Whatever needs a file or a new socket has been done by the acceptor or is done here, before a byte from the network.
  let inheritance = try Inheritance.take()
  let doorkeeper = inheritance.doorkeeper
  guard let call = try inheritance.awaitCall() else { return .served }
  doorkeeper.receive(call.assignment)
  let connection = try inheritance.connect(call)
  let socket = call.socket.number
  var report = Report(call: call.assignment, journal: inheritance.journal)
  var line = AcceptorLine(channel: inheritance.channel, doorkeeper: doorkeeper)
  report.opened()

  let handshake = connection.shakeHands(over: socket, deadline: call.deadline, line: &line, doorkeeper: doorkeeper)
  report.met(doorkeeper, connection, handshake)
  report.ended(handshake, doorkeeper, alert: connection.alertSent)
  inheritance.signer.close()
  guard handshake == .completed else {
    bidFarewell(over: socket, line: &line)
    report.closed(handshake.reason(doorkeeper), handler: nil, alert: connection.alertSent, line)
    // For what is the node's own fault nobody is penalised.
    return inheritance.signer.isAtFault ? .misconfigured : handshake.exit(doorkeeper)
  }
  if call.assignment.requiresRecord && report.hasLost {
    bidFarewell(over: socket, line: &line)
    report.closed("the verdict could not be logged, and Require=journal", handler: nil, priority: .error, line)
    return .misconfigured
  }

  let request = doorkeeper.request(environment: doorkeeper.introduction(call.assignment).environment(over: connection))
  let answer = line.startHandler(request)
  guard case .started(let pid) = answer, let pipes = line.takePipes() else {
    // Without close_notify: nobody has answered, and nothing that came was taken.
    bidFarewell(over: socket, line: &line)
    let priority: Priority = answer.isOwnersFault ? .error : .info
    let reason = line.mustEnd?.text ?? answer.reason(request.service)
    report.closed(reason, handler: nil, priority: priority, line)
    return .noHandler
  }
  report.handlerStarted(pid: pid, handler: request.service)

  let isKnown = doorkeeper.admitsOnlyItsPeer()
  let data = DataConnections(
    control: line.takeControl(), assignment: call.assignment, signer: inheritance.signer, isPossible: isKnown)
  var conversation = Conversation(
    socket: socket, pipes: pipes, data: data, limits: doorkeeper.limits(for: call.assignment))
  let end = conversation.run(connection, inheritance.context, line: &line) {
    let welcome = doorkeeper.judgeAgain(connection)
    report.decided(doorkeeper, alert: nil)
    return welcome
  } refuse: { address, reason in
    report.refusedData(from: address, reason)
  }
  report.moved(conversation.bytesIn, conversation.bytesOut)
  conversation.end(end, connection, line: &line)
  report.closed(end.reason(doorkeeper, handler: line.handlerExit?.status), handler: line.handlerExit, line)
  return end.exit
}

do throws(SessionFailure) {
  // Nothing is left to be undone: the process is all that the session had.
  _exit(try answerACall().rawValue)
} catch {
  Report.impossible(error.reason)
  _exit(error.exit.rawValue)
}
