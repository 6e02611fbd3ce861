import Handoff
import Processes

/// A handler's pipes and control channel, both ends of each.
struct HandlerEnds: ~Copyable {
  private let input: Pipe
  private let output: Pipe
  private let control: Channel.Pair?
  private let log: ErrorLog

  private init(
    _ input: consuming Pipe, _ output: consuming Pipe, _ control: consuming Channel.Pair?, _ log: ErrorLog
  ) {
    self.input = input
    self.output = output
    self.control = control
    self.log = log
  }

  static func make(control hasControl: Bool, log: ErrorLog) throws(SystemError) -> HandlerEnds {
    HandlerEnds(
      try Pipe(capacity: HandlerPipe.capacity), try Pipe(capacity: HandlerPipe.capacity),
      hasControl ? .some(try Channel.pair()) : nil, log)
  }

  /// The handler's descriptors 0, 1, 2 and, with a control channel, 3.
  var handlers: [Int32] {
    let plain = [input.reading.number, output.writing.number, log.number]
    return switch control {
    case .some(let pair): plain + [pair.theirs.descriptor.number]
    case .none: plain
    }
  }

  /// What its session gets, as `ToSession.handlerStarted` says.
  var sessions: [Int32] {
    let plain = [output.reading.number, input.writing.number]
    return switch control {
    case .some(let pair): plain + [pair.ours.descriptor.number]
    case .none: plain
    }
  }

  /// What the acceptor keeps: the end that feeds the handler.
  consuming func keepInput() -> Descriptor { input.writing }
}
