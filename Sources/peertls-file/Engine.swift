import Digests
import FTP
import FileStore
import Glibc
import Handoff
import Journal
import Peers
import Processes

/// A control connection: commands come, each has its turn and its reply, and one thing at a time is under way meanwhile.
struct Engine: ~Copyable {
  /// How many lines one connection may write to the log.
  static let maximumNotes = 4096
  /// How many steps are made before commands are looked at again.
  static let steps = 8

  let call: Call
  let store: FileStore
  var wire: Wire
  var port: DataPort
  var diary = Diary(identifier: "peertls-file", limit: Engine.maximumNotes)

  // What the peer has said.
  /// USER was an identity of the certificate.
  var isLoggedIn = false
  var directory = VirtualPath()
  var representation = Command.Representation.text
  /// REST: where the next transfer begins.
  var offset: UInt64 = 0
  /// RNFR: what is to be renamed by the next command.
  var renamed: VirtualPath?
  /// The facts that MLST and MLSD tell.
  var facts = Fact.allCases
  /// EPSV ALL: nothing but EPSV makes a data connection.
  var isExtendedOnly = false
  /// An ABOR that still waits for its turn has ended what was under way.
  var wasAborted = false
  /// QUIT.
  var isLeaving = false

  // What is under way, one of them at most.
  var outgoing: Outgoing?
  var incoming: Incoming?
  var hashing: Hashing?

  /// Opens the peer's files and takes over the descriptors.
  init(_ call: Call, _ options: Options) throws(Failure) {
    // First, before anything that is opened can be descriptor 3.
    let port = try Engine.now { () throws(SystemError) in try DataPort() }
    let store = try Engine.now { () throws(SystemError) in
      try FileStore(
        call.stateDirectory, peer: call.peer, access: call.access, quota: call.quota ?? options.quota,
        keepingParts: Int64(options.partSeconds))
    }
    let wire = try Engine.now { () throws(SystemError) in try Wire() }
    self.call = call
    self.store = store
    self.port = port
    self.wire = wire
  }

  /// What does not go now may go later: exit code 75.
  private static func now<Made: ~Copyable>(_ make: () throws(SystemError) -> Made) throws(Failure) -> Made {
    do throws(SystemError) { return try make() } catch { throw Failure(exit: EX_TEMPFAIL, reason: "\(error)") }
  }

  /// Serves the connection to its end; the exit code.
  mutating func run() -> Int32 {
    say(Reply(220, "PeerTLS file service. Your certificate is your login; USER may say any name in it."))
    while true {
      wire.fill()
      attendToAbort()
      answer()
      wire.flush()
      move()
      wire.flush()
      if let code = end() { return code }
      awaitEvents()
    }
  }

  mutating func say(_ reply: Reply) { wire.send(reply) }

  /// Something is under way, and commands wait for it.
  var isBusy: Bool { outgoing != nil || incoming != nil || hashing != nil || port.isAsked }

  /// An ABOR ends what is under way as soon as it comes, whatever waits before it; its own reply has its turn.
  private mutating func attendToAbort() {
    guard outgoing != nil || incoming != nil || hashing != nil, wire.queue.contains(.command(.abor)) else { return }
    abort()
    wasAborted = true
  }

  /// Answers the commands whose turn it is.
  private mutating func answer() {
    while !isLeaving, !wire.isFull, isTurn(of: wire.queue.first), let arrival = wire.take() {
      switch arrival {
      case .refused(let reply): say(reply)
      case .command(let command): answer(command)
      }
    }
  }

  /// While something is under way only its state can be asked for.
  private func isTurn(of arrival: CommandReader.Arrival?) -> Bool { !isBusy || arrival == .command(.stat(nil)) }

  /// Takes what the session tells, and moves what is under way a few steps.
  private mutating func move() {
    while let event = port.next() { heed(event) }
    for _ in 0..<Engine.steps {
      let moved =
        if outgoing != nil { moveOutgoing() } else if incoming != nil { moveIncoming() } else { moveHashing() }
      if !moved { return }
    }
  }

  /// Waits in one place for all that can happen.
  private mutating func awaitEvents() {
    var list = WaitingList()
    wire.enlist(in: &list)
    list.add(port.number, .read)
    let pipes = (outgoing?.number ?? -1, incoming?.number ?? -1)
    list.add(pipes.0, .write)
    list.add(pipes.1, .read)
    let canAnswer = !wire.isFull && wire.queue.first != nil && isTurn(of: wire.queue.first)
    list.wait(milliseconds: hashing != nil || canAnswer ? 0 : -1)
    wire.attend(list)
  }

  /// The exit code, when it is time to end.
  private func end() -> Int32? {
    // What has come of an upload is kept: its part is on the disk.
    if wire.isBroken || port.isLost { return EX_TEMPFAIL }
    guard !isBusy, wire.isFlushed else { return nil }
    return isLeaving || wire.peerHasFinished && wire.queue.isEmpty ? 0 : nil
  }
}
