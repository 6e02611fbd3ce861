import SMTP

/// Plays a server to bytes, at once and in pieces whose sizes come from the bytes themselves. Both ways must see the same;
/// a command that was read is written and read back the same.
public func fuzzSMTPStream(_ bytes: [UInt8]) {
  let whole = play(bytes, pieces: [bytes.count])
  precondition(whole == play(bytes, pieces: bytes.map { Int($0 % 29) + 1 }), "how it arrives does not matter")
}

/// What a server sees: lines, and for each message what it consists of and what ended it.
private func play(_ bytes: [UInt8], pieces: [Int]) -> [String] {
  var intake = Intake()
  var (seen, content, rules): ([String], [UInt8], TextRules) = ([], [], TextRules(limitsLines: true))
  var rest = bytes[...]
  for piece in pieces where !rest.isEmpty {
    intake.append(rest.prefix(piece))
    rest = rest.dropFirst(piece)
    while let arrival = intake.next() {
      switch arrival {
      case .content(let piece):
        precondition(!piece.isEmpty, "nothing is no content")
        content += piece
        rules.watch(piece)
        continue
      case .line(let line):
        precondition(line.count + 2 <= SMTPLimits.commandLine && !line.contains { $0 == 10 || $0 == 13 })
        seen.append(obey(line, &intake))
      case .longLine: seen.append("long")
      case .end:
        rules.finish()
        seen.append("end \(content) \(String(describing: rules.fault))")
      case .bareLineEnd:
        precondition(intake.next() == nil && !intake.isInside, "nothing follows the end")
        seen.append("bare")
      }
      (content, rules) = ([], TextRules(limitsLines: true))
    }
  }
  return seen
}

private func obey(_ line: ArraySlice<UInt8>, _ intake: inout Intake) -> String {
  do throws(Refusal) {
    let command = try Command(parsing: line)
    switch command {
    case .data: intake.beginText()
    case .bdat(let size, _) where size <= SMTPLimits.skipped: intake.beginChunk(size)
    default: break
    }
    // What only just fits is longer where it is written out.
    if let written = try? command.encode() {
      precondition((try? Command(parsing: written.dropLast(2))) == command, "\(command) reads back")
    }
    return "\(command)"
  } catch {
    precondition(error.reply.kind == .permanent && error.reply.status?.statusClass == 5)
    return "\(error.reply)"
  }
}

/// Reads bytes as a message, at once and in pieces, and its authors; as a field of addresses; and as a report.
public func fuzzSMTPHeader(_ bytes: [UInt8]) {
  let whole = read(bytes, pieces: [bytes.count])
  precondition(whole == read(bytes, pieces: bytes.map { Int($0 % 29) + 1 }), "how it arrives does not matter")
  if let entries = try? AddressList.entries(in: bytes[...], limit: SMTPLimits.authors) {
    precondition(entries.count <= SMTPLimits.authors)
    for entry in entries { readBack(entry.mailbox) }
  }
  if let text = String(validating: bytes, as: UTF8.self), let mailbox = try? Mailbox(text) { readBack(mailbox) }
  var report = ReportReader()
  report.watch(bytes[...])
  precondition(report.identifiers.count <= ReportReader.maximumIdentifiers)
}

private func read(_ bytes: [UInt8], pieces: [Int]) -> [String] {
  var reader = HeaderReader()
  var (rest, body) = (bytes[...], [UInt8]())
  do throws(Refusal) {
    for piece in pieces where !rest.isEmpty {
      body += try reader.take(rest.prefix(piece))
      rest = rest.dropFirst(piece)
    }
    try reader.finish()
  } catch { return ["\(error.reply)"] }
  precondition(reader.fields.count <= SMTPLimits.headerFields)
  let header = reader.fields.flatMap { Array($0.bytes) }
  precondition(bytes.starts(with: header), "fields are what came")
  precondition(bytes.count - header.count - body.count <= 2, "and nothing is lost")
  for field in reader.fields { precondition(!field.body.contains { $0 == 10 || $0 == 13 }, "a body is unfolded") }
  return reader.fields.map(\.name) + ["\(body)"]
}

private func readBack(_ mailbox: Mailbox) {
  precondition(mailbox.isSame(as: mailbox))
  // Quotes and escapes may make it too long to be written, and RFC 5322 lets more stand unquoted.
  guard let again = try? Mailbox(mailbox.description) else {
    return precondition(mailbox.description.utf8.count > SMTPLimits.mailbox, "\(mailbox) reads back")
  }
  precondition(again == mailbox)
}

/// Reads bytes as what a server says, at once and in pieces.
public func fuzzSMTPReply(_ bytes: [UInt8]) {
  let whole = listen(bytes, pieces: [bytes.count])
  precondition(whole == listen(bytes, pieces: bytes.map { Int($0 % 29) + 1 }), "how it arrives does not matter")
  for reply in whole {
    _ = Capabilities(reply).maximumSize
    var reader = ReplyReader()
    reader.append(reply.encode())
    guard let again = try? reader.next() else { preconditionFailure("what is written can be read") }
    precondition(again.code == reply.code && again.lines.count == reply.lines.count)
  }
}

private func listen(_ bytes: [UInt8], pieces: [Int]) -> [Reply] {
  var (reader, replies, rest) = (ReplyReader(), [Reply](), bytes[...])
  for piece in pieces where !rest.isEmpty {
    reader.append(Array(rest.prefix(piece)))
    rest = rest.dropFirst(piece)
    while let reply = try? reader.next() { replies.append(reply) }
  }
  return replies
}
