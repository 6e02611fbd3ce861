import Foundation
import SIP

/// Somebody on either end of a chat, as peertls-handler-contract(7) introduces them.
public struct ChatPerson: Sendable {
  /// The common name.
  public var name: String
  /// The e-mail addresses.
  public var emails: [String]
  /// The userid.
  public var userID: String
  /// SHA-256 of the public key.
  public var key: String
  /// The anchor that vouches; only a peer's is used.
  public var anchor: String

  /// Somebody; the key is made of `letters`.
  public init(_ name: String, emails: [String], userID: String = "", letters: String, anchor: String = "acme") {
    (self.name, self.emails, self.userID, self.anchor) = (name, emails, userID, anchor)
    key = String(repeating: letters, count: 32)
  }

  /// Who calls.
  public static let alice = ChatPerson(
    "Alice Example", emails: ["alice@example.org", "a.example@work.example"], userID: "alice", letters: "a1")
  /// Whose node it is.
  public static let bob = ChatPerson("Bob Example", emails: ["bob@example.org"], userID: "bob", letters: "b0")
}

/// The real peertls-chat over pipes: what is written is what the peer says, and what it says is read as SIP.
public final class ChatEngine: Sendable {
  /// The program.
  public let process: ChildProcess
  /// STATE_DIRECTORY.
  public let state: String
  /// The directory of the conversation, once there is one.
  public let conversation: String

  /// Starts it for a peer; the conversation is called after the peer's first address. `launcher` is what starts it.
  public init(
    _ state: String, owner: ChatPerson = .bob, peer: ChatPerson = .alice, options: [String] = [],
    launcher: [String] = [], without: [String] = [], program: [String] = []
  ) throws {
    self.state = state
    conversation = state + "/" + (peer.anchor.isEmpty ? peer.key : peer.emails.first ?? peer.key)
    let variables = Self.environment(owner: owner, peer: peer, state: state).filter { !without.contains($0.key) }
    process = try ChildProcess(
      launcher + ["env", "-i"] + variables.map { "\($0)=\($1)" } + program + [Programs.path("peertls-chat")] + options)
  }

  /// The variables that it is started with.
  public static func environment(owner: ChatPerson, peer: ChatPerson, state: String) -> [String: String] {
    let all = [
      "PEERTLS_NODE_NAME": owner.name, "PEERTLS_NODE_EMAILS": owner.emails.joined(separator: " "),
      "PEERTLS_NODE_USERID": owner.userID, "PEERTLS_NODE_KEY": owner.key, "PEERTLS_PEER_NAME": peer.name,
      "PEERTLS_PEER_EMAILS": peer.emails.joined(separator: " "), "PEERTLS_PEER_USERID": peer.userID,
      "PEERTLS_PEER_KEY": peer.key, "PEERTLS_PEER_CERT": String(peer.key.reversed()),
      "PEERTLS_PEER_ANCHOR": peer.anchor, "PEERTLS_SESSION": "00000000000000c4", "TCPLOCALIP": "2001:db8::b",
      "TCPREMOTEIP": "2001:db8::a", "TCPREMOTEPORT": "40000", "STATE_DIRECTORY": state,
    ]
    return all.filter { !$0.value.isEmpty }
  }

  /// Says something.
  public func write(_ bytes: [UInt8]) { process.write(bytes) }
  /// Says something.
  public func write(_ text: String) { process.write(text) }
  /// End of file on its input.
  public func closeInput() { process.closeInput() }
  /// Waits for its end: the exit code.
  @discardableResult
  public func wait(seconds: Double = 10) throws -> Int32 { try process.wait(seconds: seconds) }

  /// What it has said so far.
  public var messages: [Message] { Self.messages(process.output.bytes) }

  private static func messages(_ bytes: [UInt8]) -> [Message] {
    var framer = Framer()
    framer.append(bytes)
    var messages: [Message] = []
    while let arrival = framer.next() { if case .message(let message) = arrival { messages.append(message) } }
    return messages
  }

  /// Its response of that number, from 0.
  public func response(_ number: Int = 0, seconds: Double = 10) throws -> Response {
    try process.output.wait(for: "response \(number)", seconds: seconds) { bytes in
      let responses = Self.messages(bytes).compactMap { if case .response(let response) = $0 { response } else { nil } }
      return number < responses.count ? responses[number] : nil
    }
  }

  /// Its request of that number, from 0.
  public func request(_ number: Int = 0, seconds: Double = 10) throws -> Request {
    try process.output.wait(for: "request \(number)", seconds: seconds) { bytes in
      let requests = Self.messages(bytes).compactMap { if case .request(let request) = $0 { request } else { nil } }
      return number < requests.count ? requests[number] : nil
    }
  }

  /// Answers a request of its.
  public func answer(_ request: Request, _ status: Status, fields: [HeaderField] = []) throws {
    write(try Response(to: request, status, tag: "test", fields: fields).encode())
  }

  /// The names in a box.
  public func names(_ box: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: conversation + "/" + box)) ?? []).sorted()
  }

  /// A file in a box.
  public func contents(_ box: String, _ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: "\(conversation)/\(box)/\(name)")), as: UTF8.self)
  }

  /// Puts a message into out/ as a user interface does, and returns its name; `number` makes the order.
  @discardableResult
  public func put(_ number: Int, _ text: String) throws -> String {
    for directory in ["tmp", "out"] {
      try FileManager.default.createDirectory(
        atPath: conversation + "/" + directory, withIntermediateDirectories: true)
    }
    let digits = String(number)
    let name = "1800000000." + String(repeating: "0", count: 6 - digits.count) + digits + ".0123456789abcdef"
    let temporary = "\(conversation)/tmp/\(name)"
    try Data(text.utf8).write(to: URL(filePath: temporary))
    guard rename(temporary, "\(conversation)/out/\(name)") == 0 else {
      throw TestFailure("rename: \(String(cString: strerror(errno)))")
    }
    return name
  }

  /// Waits until a box has these names.
  public func wait(_ box: String, _ names: [String], seconds: Double = 10) throws {
    let end = Date(timeIntervalSinceNow: seconds)
    while self.names(box) != names.sorted() {
      guard Date() < end else {
        throw TestFailure("\(box) has \(self.names(box)), not \(names); it said: \(process.errors.text.suffix(1000))")
      }
      usleep(1000)
    }
  }
}

/// A SIP request, as a client writes it or as none should.
public struct Ask: Sendable {
  /// The method.
  public var method: String
  /// The Request-URI.
  public var target = "sip:bob@example.org"
  /// The version.
  public var version = "SIP/2.0"
  /// Header fields in their order, without Content-Length.
  public var fields: [(name: String, value: String)]
  /// The body.
  public var body: [UInt8]
  /// The value of Content-Length; nil for none.
  public var length: String?

  /// A good request; `id` makes Call-ID and branch.
  public init(
    _ method: String = "MESSAGE", id: String, body: String = "hello", type: String? = "text/plain;charset=utf-8"
  ) {
    self.method = method
    self.body = Array(body.utf8)
    length = String(self.body.count)
    fields = [
      ("Via", "SIP/2.0/TLS [2001:db8::a];branch=z9hG4bK\(id)"), ("Max-Forwards", "70"),
      ("From", "\"Alice\" <sip:alice@example.org>;tag=a"), ("To", "<sip:bob@example.org>"), ("Call-ID", id),
      ("CSeq", "1 \(method)"),
    ]
    if let type, !body.isEmpty { fields.append(("Content-Type", type)) }
  }

  /// The same with another value of a field; nil takes it away.
  public func with(_ name: String, _ value: String?) -> Ask {
    var ask = self
    if let index = ask.fields.firstIndex(where: { $0.name == name }) {
      if let value { ask.fields[index].value = value } else { ask.fields.remove(at: index) }
    } else if let value {
      ask.fields.append((name, value))
    }
    return ask
  }

  /// The same with another Request-URI.
  public func to(target: String) -> Ask {
    var ask = self
    ask.target = target
    return ask
  }

  /// The same with bytes for a body.
  public func carrying(_ body: [UInt8]) -> Ask {
    var ask = self
    ask.body = body
    ask.length = String(body.count)
    return ask
  }

  /// As it goes over the wire.
  public var bytes: [UInt8] {
    var text = "\(method) \(target) \(version)\r\n"
    for field in fields { text += "\(field.name): \(field.value)\r\n" }
    if let length { text += "Content-Length: \(length)\r\n" }
    return Array((text + "\r\n").utf8) + body
  }
}
