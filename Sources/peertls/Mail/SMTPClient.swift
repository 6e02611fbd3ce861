import Processes
import SMTP
import SafeText

/// The client's side of SMTP (RFC 5321) over one call: any number of messages, one after the other.
struct SMTPClient: ~Copyable {
  /// The protocol's name (ALPN).
  static let protocolName = "smtp"
  /// How long is waited for the farewell, in seconds; nothing depends on it.
  private static let farewellSeconds = 5

  /// What became of a message. Where a function throws instead, the call is over, and the message's fate is not known.
  enum Fate: Equatable {
    /// The other side has stored it.
    case gone
    /// It has not taken it now.
    case later(Reply)
    /// It will never take it.
    case refused(Reply)
    /// It cannot even be offered, and why: an enhanced status code and words.
    case impossible(String)
  }

  private var wire: SMTPWire
  private let capabilities: Capabilities
  /// A message was begun that has not been stored.
  private var needsReset = false
  /// The other side waits for the rest of a message, which it will not get.
  private var isOver = false

  /// Greets the other side; throws also where it does not want to talk.
  init(_ call: consuming Call) throws(CallFailure) {
    var wire = SMTPWire(call)
    try wire.expectDone(wire.reply(seconds: SMTPWire.replySeconds, to: "the connection"))
    // Who calls has an address and perhaps no name (§4.1.4); the certificate says who it is.
    let name = "[IPv6:\(try wire.localAddress().text)]"
    let answer = try wire.exchange(.ehlo(name))
    let isOld = [500, 502].contains(answer.code)
    try wire.expectDone(isOld ? wire.exchange(.helo(name)) : answer)
    capabilities = isOld ? Capabilities() : Capabilities(answer)
    self.wire = wire
  }

  /// Whether another message can be sent.
  var isUsable: Bool { !isOver }

  /// Sends a message, in CRLF form, to one recipient.
  mutating func send(
    _ message: [UInt8], _ envelope: MailCommand, to recipient: RcptCommand
  ) throws(CallFailure) -> Fate {
    if let lack = lack(message, envelope) { return .impossible(lack) }
    // With BDAT nothing in the message can be taken for its end.
    let isChunked = capabilities.has(.chunking)
    let body: [UInt8]
    do throws(SMTPError) {
      body = try isChunked ? Command.bdat(size: message.count, isLast: true).encode() + message : stuffed(message)
    } catch {
      return .impossible("5.6.0 \(error)")
    }
    var envelope = envelope
    if capabilities.has(.size) { envelope.size = message.count }
    if !capabilities.has(.eightBitMIME) { envelope.body = nil }
    let commands = [.mail(envelope), .rcpt(recipient)] + (isChunked ? [] : [Command.data])
    if let refusal = try begin(commands) { return try fate(refusal) }
    if let reply = try wire.hasUnaskedReply ? wire.reply(seconds: 1, to: "nothing") : wire.send(body, "a message") {
      isOver = true
      return try fate(reply)
    }
    let reply = try wire.reply(seconds: SMTPWire.storedSeconds, to: "a message")
    if reply.kind == .done {
      needsReset = false
      return .gone
    }
    return try fate(reply)
  }

  /// Takes leave. What was sent is settled already.
  consuming func quit() {
    if !isOver, let command = try? Command.quit.encode(), (try? wire.send(command, "QUIT")) == .some(nil) {
      _ = try? wire.reply(seconds: SMTPClient.farewellSeconds, to: "QUIT")
    }
    wire.finish()
  }

  /// Why the message cannot even be offered; nil where it can.
  private func lack(_ message: [UInt8], _ envelope: MailCommand) -> String? {
    if let most = capabilities.maximumSize, message.count > most {
      return "5.3.4 the message has \(message.count) bytes, and \(wire.who)'s node takes \(most)"
    }
    if envelope.body == .eightBitMIME && !capabilities.has(.eightBitMIME) {
      return "5.6.3 the message is not ASCII, and \(wire.who)'s node does not offer 8BITMIME"
    }
    if envelope.isUTF8 && !capabilities.has(.smtpUTF8) {
      return "5.6.7 the header or an address is not ASCII, and \(wire.who)'s node does not offer SMTPUTF8"
    }
    return nil
  }

  private func stuffed(_ message: [UInt8]) throws(SMTPError) -> [UInt8] {
    var stuffing = DotStuffing()
    let body = try stuffing.encode(message)
    return try body + stuffing.finish()
  }

  /// Sends the commands before a message, at once where the other side offers it (RFC 2920); the first that was refused.
  private mutating func begin(_ commands: [Command]) throws(CallFailure) -> Reply? {
    let commands = (needsReset ? [Command.rset] : []) + commands
    needsReset = true
    let groups = capabilities.has(.pipelining) ? [commands] : commands.map { [$0] }
    var refusal: Reply?
    for group in groups where refusal == nil {
      try wire.send(group)
      for command in group {
        let reply: Reply
        do throws(CallFailure) { reply = try wire.reply(to: command) } catch {
          // Who refuses and hangs up has refused.
          guard let refusal else { throw error }
          isOver = true
          return refusal
        }
        if reply.kind != (command == .data ? .more : .done) {
          refusal = refusal ?? reply
        } else if command == .data && refusal != nil {
          // A message for nobody is begun: it is ended at once, and refused (§3.1).
          _ = try wire.exchange(Array(".\r\n".utf8), "a message for nobody")
        }
      }
    }
    return refusal
  }

  /// What a reply means that is not the one that was hoped for.
  private func fate(_ reply: Reply) throws(CallFailure) -> Fate {
    switch reply.kind {
    case .temporary where reply.code == 421: throw wire.hasEnded(reply)
    case .temporary: return .later(reply)
    case .permanent: return .refused(reply)
    case .done, .more: throw CallFailure(.broken, "\(wire.who)'s node replies to what nobody has said: \(shown(reply))")
    }
  }
}

extension SMTPWire {
  /// Sends one command and reads its reply.
  fileprivate mutating func exchange(_ command: Command) throws(CallFailure) -> Reply {
    try send([command])
    return try reply(to: command)
  }

  /// Sends commands at once.
  fileprivate mutating func send(_ commands: [Command]) throws(CallFailure) {
    if hasUnaskedReply { throw hasEnded(try reply(seconds: 1, to: "nothing")) }
    var bytes: [UInt8] = []
    for command in commands {
      let line = try CallFailure.attempt(.configuration) { () throws(SMTPError) in try command.encode() }
      bytes += line
    }
    // Before all of them are sent it can only be a farewell.
    if let early = try send(bytes, "commands") { throw hasEnded(early) }
  }

  /// The reply to a command that was sent; a farewell (§3.8) ends all.
  fileprivate mutating func reply(to command: Command) throws(CallFailure) -> Reply {
    let seconds = command == .data ? SMTPWire.dataSeconds : SMTPWire.replySeconds
    let reply = try reply(seconds: seconds, to: command.verb)
    if reply.code == 421 { throw hasEnded(reply) }
    return reply
  }

  fileprivate mutating func exchange(_ bytes: [UInt8], _ what: String) throws(CallFailure) -> Reply {
    if let early = try send(bytes, what) { return early }
    return try reply(seconds: SMTPWire.storedSeconds, to: what)
  }

  /// Throws where a reply is not 2xx: then there is nothing to talk about.
  fileprivate func expectDone(_ reply: Reply) throws(CallFailure) {
    if reply.kind == .permanent { throw CallFailure(.refused, "\(who)'s node takes no mail: \(shown(reply))") }
    if reply.kind != .done { throw hasEnded(reply) }
  }

  fileprivate func hasEnded(_ reply: Reply) -> CallFailure {
    CallFailure(.unreachable, "\(who)'s node ended the conversation: \(shown(reply))")
  }
}

extension Command {
  /// As messages name it.
  fileprivate var verb: String {
    switch self {
    case .ehlo: "EHLO"
    case .helo: "HELO"
    case .mail: "MAIL"
    case .rcpt: "RCPT"
    case .data: "DATA"
    case .rset: "RSET"
    default: "a command"
    }
  }
}

/// A reply fit for a terminal.
func shown(_ reply: Reply) -> String { SafeText.of(reply.description, .line.atMost(400)) }
