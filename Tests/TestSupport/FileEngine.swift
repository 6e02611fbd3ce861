import Foundation
import Handoff
import Processes

/// The real peertls-file over pipes and a control channel: what is written is what the peer says, and the test is the
/// session whose data connections it asks for.
public final class FileEngine: @unchecked Sendable {
  /// The program.
  public let process: ChildProcess
  /// STATE_DIRECTORY.
  public let state: String
  /// The peer's own directory.
  public let incoming: String
  private let channel: Channel
  /// How much of the output has been taken as replies.
  private let taken = Watched(0)
  /// The descriptor that came with the last request; -1 for none.
  private let given = Watched<Int32>(-1)

  /// A reply: its code, and its lines without their line ends.
  public struct Answer: Equatable, Sendable, CustomStringConvertible {
    /// Three digits.
    public let code: Int
    /// All of it.
    public let lines: [String]
    /// All of it, on lines.
    public var description: String { lines.joined(separator: "\n") }
  }

  /// Starts it for a peer. `launcher` is what starts it, `program` what runs it.
  public init(
    _ state: String, peer: ChatPerson = .alice, files: String? = nil, quota: String? = nil, options: [String] = [],
    launcher: [String] = [], without: [String] = [], program: [String] = []
  ) throws {
    self.state = state
    incoming = state + "/incoming/" + (peer.anchor.isEmpty ? peer.key : peer.emails.first ?? peer.key)
    var variables = ChatEngine.environment(owner: .bob, peer: peer, state: state)
    (variables["PEERTLS_FILES"], variables["PEERTLS_QUOTA"]) = (files, quota)
    let pair = try Channel.pair()
    let theirs = pair.theirs.descriptor.number
    process = try ChildProcess(
      launcher + ["env", "-i"] + variables.filter { !without.contains($0.key) }.map { "\($0)=\($1)" } + program
        + [Programs.path("peertls-file")] + options,
      environment: [:], passing: without.contains("3") ? [] : [theirs], trail: false)
    channel = pair.ours
  }

  /// Says something.
  public func write(_ bytes: [UInt8]) { process.write(bytes) }
  /// Says something.
  public func write(_ text: String) { process.write(text) }
  /// Waits for its end: the exit code.
  @discardableResult
  public func wait(seconds: Double = 10) throws -> Int32 { try process.wait(seconds: seconds) }

  /// The next reply.
  @discardableResult
  public func answer(seconds: Double = 10) throws -> Answer {
    let start = taken.with { $0 }
    let (answer, end) = try process.output.wait(for: "reply", seconds: seconds) { bytes in
      Self.first(bytes, from: start)
    }
    taken.with { $0 = end }
    return answer
  }

  /// Whether nothing more has been said than was taken.
  public var isQuiet: Bool { process.output.bytes.count == taken.with { $0 } }

  private static func first(_ bytes: [UInt8], from start: Int) -> (Answer, end: Int)? {
    var lines: [String] = []
    var place = start
    while let end = bytes[place...].firstIndex(of: 10), end > place, bytes[end - 1] == 13 {
      lines.append(String(decoding: bytes[place..<end - 1], as: UTF8.self))
      place = end + 1
      if let line = lines.last, line.utf8.count >= 4, let code = Int(line.prefix(3)), line.dropFirst(3).first == " " {
        return (Answer(code: code, lines: lines), place)
      }
    }
    return nil
  }

  /// Says a command, and returns its reply.
  @discardableResult
  public func say(_ command: String, seconds: Double = 10) throws -> Answer {
    write(command + "\r\n")
    return try answer(seconds: seconds)
  }

  /// Greeting, USER and TYPE I.
  public func logIn() throws {
    guard try answer().code == 220, try say("USER alice@example.org").code == 230, try say("TYPE I").code == 200 else {
      throw TestFailure("no login: \(process.output.text)")
    }
  }
}

/// The session's part.
extension FileEngine {
  /// What the handler asks for next.
  public func request(seconds: Double = 10) throws -> FromHandler {
    let end = Date(timeIntervalSinceNow: seconds)
    while Date() < end {
      var list = WaitingList()
      list.add(channel.descriptor.number, .read)
      list.wait(milliseconds: 100)
      switch try channel.receive() {
      case .message(let bytes, var passed):
        let message = try FromHandler(decoding: bytes, descriptors: passed.count)
        given.with { [number = passed.take(0)?.release() ?? -1] in $0 = number }
        return message
      case .wouldBlock: continue
      case .damaged(let error, _): throw error
      case .ended: throw TestFailure("the control channel has ended")
      }
    }
    throw TestFailure("nothing is asked for in \(seconds) s")
  }

  /// Expects a message without a descriptor.
  public func expect(_ expected: FromHandler) throws {
    let message = try request()
    guard message == expected else { throw TestFailure("asked for \(message), not \(expected)") }
  }

  /// Tells the handler something.
  public func tell(_ message: ToHandler) throws { try channel.send(message.encode()) }

  /// EPSV, answered with a port to which the peer connects: its id.
  @discardableResult
  public func openPort(_ command: String = "EPSV", number: UInt16 = 61_000, connected: Bool = true) throws -> UInt32 {
    write(command + "\r\n")
    var message = try request()
    // It has ended an earlier one by itself.
    while case .close = message { message = try request() }
    guard case .listen(let id) = message else { throw TestFailure("asked for \(message), and no port") }
    try tell(.listening(id: id, port: number))
    let answer = try answer()
    guard answer.lines == ["229 Entering Extended Passive Mode (|||\(number)|)"] else { throw TestFailure("\(answer)") }
    if connected { try tell(.connected(id: id)) }
    return id
  }

  /// The pipe of a download that was begun.
  public func sendingPipe() throws -> Descriptor {
    guard case .send = try request() else { throw TestFailure("no pipe was given to send from") }
    return Descriptor(adopting: given.with { $0 })
  }

  /// The pipe of an upload that was begun.
  public func receivingPipe() throws -> Descriptor {
    guard case .receive = try request() else { throw TestFailure("no pipe was given to receive into") }
    return Descriptor(adopting: given.with { $0 })
  }

  /// Sends all that there is over the pipe of an upload that was begun, and closes it.
  public func feed(_ bytes: [UInt8]) throws {
    let pipe = try receivingPipe()
    try File.write(bytes, to: pipe.number, name: "a pipe")
  }

  /// All of a download: what came, and its last reply.
  public func fetch(_ command: String) throws -> (bytes: [UInt8], answer: Answer) {
    let id = try openPort()
    write(command + "\r\n")
    let first = try answer()
    guard first.code == 150 else {
      try expect(.close(id: id))
      return ([], first)
    }
    let bytes = try Self.readAll(try sendingPipe())
    try expect(.sent(id: id, bytes: UInt64(bytes.count)))
    try tell(.ended(id: id, .complete, bytes: UInt64(bytes.count)))
    return (bytes, try answer())
  }

  /// All of an upload, which ends so: its last reply.
  public func put(_ command: String, _ bytes: [UInt8], end: DataEnd = .complete, told: Int? = nil) throws -> Answer {
    let id = try openPort()
    write(command + "\r\n")
    let first = try answer()
    guard first.code == 150 else {
      try expect(.close(id: id))
      return first
    }
    try feed(bytes)
    try tell(.ended(id: id, end, bytes: UInt64(told ?? bytes.count)))
    return try answer()
  }

  /// A text, so uploaded.
  public func put(_ command: String, _ text: String) throws -> Answer { try put(command, Array(text.utf8)) }

  /// What a pipe brings to its end.
  public static func readAll(_ pipe: borrowing Descriptor) throws -> [UInt8] {
    try File.remainder(of: pipe.number, limit: 1 << 30, name: "a pipe")
  }

  /// The names in the peer's directory that any listing could show.
  public var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: incoming)) ?? []).filter { $0 != ".peertls" }.sorted()
  }

  /// A file of the peer's.
  public func contents(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: incoming + "/" + name)))
  }
}

extension FileEngine {
  /// Tells what is no message; nothing at all ends the channel.
  public func sayRaw(_ bytes: [UInt8]) {
    if bytes.isEmpty { _ = shutdown(channel.descriptor.number, Int32(SHUT_RDWR)) } else { try? channel.send(bytes) }
  }
}
