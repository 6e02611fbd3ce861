import Glibc
import Processes
import SMTP

/// Hands a message to an LMTP server at a Unix socket (RFC 2033), which answers for each recipient.
struct LMTPDelivery {
  /// How long each answer may take, in microseconds.
  static let patience: UInt64 = 120_000_000
  private static let pieceBytes = 64 * 1024

  let path: String
  /// The message's file, in CRLF form.
  let file: Int32
  let envelope: Envelope
  /// Readable when this program is to end.
  let interrupt: Int32

  /// Why there is no outcome of its own.
  private struct Failure: Error {
    let refusal: Refusal
    var note: String?
  }

  /// What became of it.
  func deliver() -> DeliveryOutcome {
    do throws(Failure) {
      var server = try Conversation(path, interrupt)
      return try deliver(to: &server)
    } catch {
      return DeliveryOutcome(delivered: [], refusal: error.refusal, note: error.note ?? error.refusal.note(path))
    }
  }

  private func deliver(to server: inout Conversation) throws(Failure) -> DeliveryOutcome {
    try server.expect(.done)
    let greeting = try server.ask(.lhlo("localhost"), .done)
    let capabilities = Capabilities(greeting)
    _ = try server.ask(.mail(mail(for: capabilities)), .done)
    var outcome = DeliveryOutcome(delivered: [], refusal: nil)
    var accepted: [Envelope.Recipient] = []
    for recipient in envelope.recipients {
      let reply = try server.say(.rcpt(RcptCommand(recipient: .mailbox(recipient.mailbox))))
      if reply.kind == .done { accepted.append(recipient) } else { outcome.add(LMTPDelivery.refusal(reply)) }
    }
    guard !accepted.isEmpty else { return outcome }
    try sendContents(to: &server, inChunks: envelope.isBinary, capabilities)
    for recipient in accepted {
      do throws(Failure) {
        let reply = try server.read()
        if reply.kind == .done { outcome.delivered.append(recipient) } else { outcome.add(LMTPDelivery.refusal(reply)) }
      } catch {
        // Those who have it have it.
        outcome.add(error.refusal)
        outcome.note = error.refusal.note(path)
        return outcome
      }
    }
    // It has answered for all: how it takes the farewell does not matter.
    try? server.send(Command.quit)
    return outcome
  }

  private func mail(for capabilities: Capabilities) throws(Failure) -> MailCommand {
    var mail = MailCommand(sender: envelope.mail.sender)
    func need(_ keyword: Capabilities.Keyword) throws(Failure) {
      guard capabilities.has(keyword) else {
        let text = "the mailbox takes no \(keyword.rawValue)"
        throw Failure(refusal: Refusal(554, EnhancedStatus(5, 6, 1), text))
      }
    }
    if envelope.mail.isUTF8 {
      try need(.smtpUTF8)
      mail.isUTF8 = true
    }
    if envelope.isBinary {
      try need(.binaryMIME)
      try need(.chunking)
      mail.body = .binaryMIME
    } else if envelope.mail.body == .eightBitMIME && capabilities.has(.eightBitMIME) {
      mail.body = .eightBitMIME
    }
    return mail
  }

  private func sendContents(
    to server: inout Conversation, inChunks: Bool, _ capabilities: Capabilities
  ) throws(Failure) {
    if !inChunks { _ = try server.ask(.data, .more) }
    var stuffing = DotStuffing()
    var place = 0
    while true {
      let piece = try piece(at: place)
      place += piece.count
      if inChunks {
        let isLast = piece.isEmpty
        try server.send(Command.bdat(size: piece.count, isLast: isLast))
        try server.send(piece)
        if isLast { return }
        let reply = try server.read()
        guard reply.kind == .done else { throw Failure(refusal: LMTPDelivery.refusal(reply)) }
      } else if piece.isEmpty {
        guard let end = try? stuffing.finish() else { throw Failure(refusal: LMTPDelivery.broken) }
        return try server.send(end)
      } else {
        guard let text = try? stuffing.encode(piece) else { throw Failure(refusal: LMTPDelivery.broken) }
        try server.send(text)
      }
    }
  }

  private func piece(at place: Int) throws(Failure) -> [UInt8] {
    var piece: [UInt8] = []
    do throws(SystemError) {
      let file = try Descriptor.duplicate(file)
      _ = try File.append(
        to: &piece, from: file, at: place, count: LMTPDelivery.pieceBytes, name: "a message")
    } catch { throw Failure(refusal: LMTPDelivery.broken) }
    return piece
  }

  private static let broken = Refusal(451, EnhancedStatus(4, 3, 0), "the mailbox cannot be reached now")

  /// What the mailbox says, as it is passed on: temporary is temporary, and all else is for good.
  private static func refusal(_ reply: Reply) -> Refusal {
    let isForGood = reply.kind == .permanent
    let status = reply.status ?? EnhancedStatus(isForGood ? 5 : 4, 3, 0)
    return Refusal(
      isForGood ? reply.code : 451, isForGood ? status : EnhancedStatus(4, status.subject, status.detail),
      "the mailbox says: \(reply.lines.joined(separator: " "))")
  }

  /// The connection to the server. Every step waits, but not for ever.
  private struct Conversation: ~Copyable {
    private let socket: Descriptor
    private let interrupt: Int32
    private var replies = ReplyReader()

    init(_ path: String, _ interrupt: Int32) throws(Failure) {
      self.interrupt = interrupt
      do throws(SystemError) { socket = try LocalSocket.connect(path) } catch {
        throw Failure(refusal: LMTPDelivery.broken, note: "\(path): \(error)")
      }
    }

    mutating func say(_ command: Command) throws(Failure) -> Reply {
      try send(command)
      return try read()
    }

    mutating func ask(_ command: Command, _ kind: Reply.Kind) throws(Failure) -> Reply {
      let reply = try say(command)
      guard reply.kind == kind else { throw Failure(refusal: LMTPDelivery.refusal(reply)) }
      return reply
    }

    mutating func expect(_ kind: Reply.Kind) throws(Failure) {
      let reply = try read()
      guard reply.kind == kind else { throw Failure(refusal: LMTPDelivery.refusal(reply)) }
    }

    mutating func send(_ command: Command) throws(Failure) {
      guard let bytes = try? command.encode() else { throw Failure(refusal: LMTPDelivery.broken) }
      try send(bytes)
    }

    /// Sends all of it. A reply that comes before that is the last word.
    mutating func send(_ bytes: [UInt8]) throws(Failure) {
      var (start, end) = (0, Clock.monotonic + LMTPDelivery.patience)
      while start < bytes.count {
        switch Bytes.write(socket.number, bytes, from: start) {
        case .moved(let count):
          start += count
          end = Clock.monotonic + LMTPDelivery.patience
        case .wouldBlock:
          if let reply = try nextReply() { throw Failure(refusal: LMTPDelivery.refusal(reply)) }
          try wait([.read, .write], until: end)
        case .ended, .failed:
          let reply = try nextReply()
          throw Failure(refusal: reply.map { LMTPDelivery.refusal($0) } ?? LMTPDelivery.broken)
        }
      }
    }

    mutating func read() throws(Failure) -> Reply {
      let end = Clock.monotonic + LMTPDelivery.patience
      while true {
        if let reply = try nextReply() { return reply }
        try wait(.read, until: end)
      }
    }

    /// The next reply; nil until more arrives.
    private mutating func nextReply() throws(Failure) -> Reply? {
      while true {
        do throws(SMTPError) { if let reply = try replies.next() { return reply } } catch {
          throw Failure(refusal: LMTPDelivery.broken)
        }
        var bytes: [UInt8] = []
        switch Bytes.read(socket.number, appendingTo: &bytes, atMost: 4096) {
        case .moved: replies.append(bytes)
        case .wouldBlock: return nil
        case .ended, .failed: throw Failure(refusal: LMTPDelivery.broken)
        }
      }
    }

    private func wait(_ interest: Interest, until end: UInt64) throws(Failure) {
      let now = Clock.monotonic
      guard now < end else { throw Failure(refusal: LMTPDelivery.broken) }
      var list = WaitingList()
      list.add(socket.number, interest)
      list.add(interrupt, .read)
      list.wait(milliseconds: Int((end - now) / 1000) + 1)
      if !list.result(interrupt).isEmpty { throw Failure(refusal: LMTPDelivery.broken) }
    }
  }
}

extension Refusal {
  /// For the log, with the server that is to blame.
  fileprivate func note(_ path: String) -> String { "\(path): \(reply)" }
}

extension DeliveryOutcome {
  /// Adds why somebody has not got it: what is temporary says that it should be tried again.
  mutating func add(_ refusal: Refusal) {
    if self.refusal == nil || refusal.reply.kind == .temporary { self.refusal = refusal }
  }
}

extension Envelope.Recipient {
  /// Whom it means: for postmaster, who that is here.
  var mailbox: Mailbox { if case .mailbox(let mailbox) = command.recipient { mailbox } else { address } }
}
