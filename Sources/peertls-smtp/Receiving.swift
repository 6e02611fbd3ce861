import Journal
import Processes
import SMTP
import Spool

/// What becomes of a message's contents.
extension Engine {
  /// Takes a piece.
  mutating func receive(_ piece: ArraySlice<UInt8>) {
    if case .refused? = chunk { return }
    guard let envelope, incoming != nil else { return }
    guard incoming?.refusal == nil else {
      incoming?.skipped += piece.count
      if let refusal = incoming?.refusal, incoming?.skipped ?? 0 > SMTPLimits.skipped {
        let reply = refusal.reply
        refuse(
          Refusal(reply.code, reply.status ?? EnhancedStatus(5, 0, 0), reply.lines.joined(), endsConnection: true))
      }
      return
    }
    do throws(Refusal) { try add(piece, envelope) } catch { incoming?.refuse(error) }
  }

  private mutating func add(_ piece: ArraySlice<UInt8>, _ envelope: Envelope) throws(Refusal) {
    incoming?.size += piece.count
    guard let size = incoming?.size, size <= options.maximumSize else { throw tooLarge }
    try watch(piece)
    let hadHeader = incoming?.header.isComplete ?? false
    guard let rest = try incoming?.header.take(piece), incoming?.header.isComplete ?? false else { return }
    if !hadHeader { try open(envelope) }
    try keep(rest, envelope)
  }

  private mutating func watch(_ piece: ArraySlice<UInt8>) throws(Refusal) {
    guard incoming?.isText ?? false else { return }
    incoming?.rules.watch(piece)
    if let fault = incoming?.rules.fault { throw Refusal(554, EnhancedStatus(5, 6, 0), fault.description) }
  }

  /// The header is complete: whoever may not send this is refused before anything of it is on the disk.
  private mutating func open(_ envelope: Envelope) throws(Refusal) {
    guard let header = incoming?.header else { return }
    let authors = try Admission(call, envelope).authors(of: header)
    let trace = Trace(
      call: call, envelope: envelope, client: client ?? "", isExtended: isExtended, id: messageName, authors: authors)
    do throws(SystemError) {
      incoming?.begin(try depot.file())
      var head = trace.fields
      for field in header.fields where !Trace.isOurs(field) { head += field.bytes }
      try incoming?.write((head + [0x0d, 0x0a])[...], linesEndWithLF: depot.linesEndWithLF)
    } catch { throw failure(error) }
    let identifier = header.all("Message-ID").first.flatMap { MessageID.first(in: $0.body) }
    // Without an identifier, all of the header has to do.
    let known = identifier.map { Array($0.utf8) } ?? header.fields.flatMap { Array($0.bytes) }
    incoming?.identity.update(Array(call.peer.key.utf8) + [0] + known + [0])
  }

  private mutating func keep(_ piece: ArraySlice<UInt8>, _ envelope: Envelope) throws(Refusal) {
    guard !piece.isEmpty else { return }
    if envelope.isNotification { incoming?.report.watch(piece) }
    incoming?.identity.update(Array(piece))
    do throws(SystemError) { try incoming?.write(piece, linesEndWithLF: depot.linesEndWithLF) } catch {
      throw failure(error)
    }
  }

  /// The message, or a chunk of it, is complete.
  mutating func finishContent() {
    let chunk = self.chunk
    self.chunk = nil
    switch chunk {
    case .refused(let refusal)?: refuseMessage(refusal)
    case .taken(let size, let isLast)?:
      if let refusal = incoming?.refusal { return refuseMessage(refusal) }
      if isLast { finishMessage() } else { say(250, EnhancedStatus(2, 0, 0), "\(size) octets") }
    case nil: finishMessage()
    }
  }

  private mutating func finishMessage() {
    do throws(Refusal) { try deliver() } catch { refuseMessage(error) }
  }

  private mutating func refuseMessage(_ refusal: Refusal) {
    envelope = nil
    incoming = nil
    refuse(refusal)
  }

  private mutating func deliver() throws(Refusal) {
    guard let envelope else { throw Engine.outOfOrder("MAIL comes first") }
    if let refusal = incoming?.refusal { throw refusal }
    incoming?.rules.finish()
    try watch([])
    if let header = incoming?.header, !header.isComplete {
      try incoming?.header.finish()
      try open(envelope)
    }
    if envelope.isNotification { try admitNotification() }
    let (digest, size) = (incoming?.identity.digest() ?? [], incoming?.size ?? 0)
    guard let file = incoming?.takeFile() else {
      throw Refusal(451, EnhancedStatus(4, 3, 0), "nothing was kept")
    }
    let isNew = try depot.deliver(file, Depot.name(digest), envelope, &diary)
    self.envelope = nil
    incoming = nil
    forgiveCommands()
    diary.write(
      .info,
      "\(isNew ? "taken" : "taken before"): \(messageName), \(size) bytes from \(envelope.sender) to "
        + envelope.recipients.map { "<\($0.original)>" }.joined(separator: " "))
    say(250, EnhancedStatus(2, 0, 0), isNew ? "taken as \(messageName)" : "taken before")
    messages += 1
  }

  /// A message without a sender tells what became of one that went from here.
  private mutating func admitNotification() throws(Refusal) {
    for identifier in incoming?.report.identifiers ?? [] where depot.hasSent(identifier) { return }
    throw Refusal(550, EnhancedStatus(5, 7, 1), "<> is for notifications about mail that went from here")
  }

  /// What the message is called in its Received field and in the log.
  var messageName: String { "\(call.session.isEmpty ? "0" : call.session).\(messages + 1)" }

  /// What the peer is told when a message cannot be kept.
  private mutating func failure(_ error: SystemError) -> Refusal {
    diary.write(.error, "\(error)")
    return Depot.refusal(error)
  }
}
