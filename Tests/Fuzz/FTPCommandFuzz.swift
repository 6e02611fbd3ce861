import FTP

/// Feeds bytes to the reader of commands twice, at once and in pieces whose sizes come from the bytes themselves. Both ways
/// must say the same, every line has one answer, and what is refused can be said in one reply.
public func fuzzFTPCommand(_ bytes: [UInt8]) {
  let whole = drain(bytes, pieces: [bytes.count])
  precondition(whole == drain(bytes, pieces: bytes.map { Int($0 % 23) + 1 }), "how it arrives does not matter")
  var lines = 1
  for (one, next) in zip(bytes, bytes.dropFirst()) where one == 13 && next == 10 { lines += 1 }
  // TELNET's commands may stand between a CR and its LF.
  if !bytes.contains(255) { precondition(whole.count <= lines, "a line has one answer") }
  for arrival in whole {
    switch arrival {
    case .refused(let reply):
      precondition(reply.isNegative)
      precondition(reply.encode().filter { $0 == 10 }.count == 1, "a refusal is one line")
    case .command(let command): resolve(command)
    }
  }
  convert(bytes)
  if let seconds = TimeValue.seconds(bytes) {
    precondition(TimeValue.seconds(TimeValue.text(seconds).utf8) == seconds, "a time survives its text")
  }
}

private func drain(_ bytes: [UInt8], pieces: [Int]) -> [CommandReader.Arrival] {
  var reader = CommandReader()
  var arrivals: [CommandReader.Arrival] = []
  var rest = bytes[...]
  for piece in pieces where !rest.isEmpty {
    reader.append(rest.prefix(piece))
    rest = rest.dropFirst(piece)
    while let arrival = reader.next() { arrivals.append(arrival) }
  }
  return arrivals
}

private func resolve(_ command: Command) {
  switch command {
  case .retr(let path), .stor(let path), .appe(let path), .dele(let path), .rnfr(let path), .rnto(let path),
    .size(let path), .mdtm(let path), .mfmt(_, let path), .hash(let path), .cwd(let path), .mkd(let path),
    .rmd(let path):
    precondition(!path.isEmpty && !path.contains(10) && !path.contains(13) && !path.contains(0))
    fuzzFTPPath(path)
  case .rest(let offset): precondition(offset <= UInt64(Int64.max))
  default: return
  }
}

/// Text goes to the peer and back the same, however it is cut, but for a lone CR before a line feed of the file's own.
private func convert(_ bytes: [UInt8]) {
  var (writer, reader) = (LineEndWriter(), LineEndReader())
  var (sent, back): ([UInt8], [UInt8]) = ([], [])
  var rest = bytes[...]
  while !rest.isEmpty {
    let piece = rest.prefix(Int(rest[rest.startIndex] % 7) + 1)
    var converted: [UInt8] = []
    writer.convert(piece, appendingTo: &converted)
    reader.convert(converted, appendingTo: &back)
    sent += converted
    rest = rest.dropFirst(piece.count)
  }
  reader.finish(appendingTo: &back)
  for (index, byte) in sent.enumerated() where byte == 10 { precondition(index > 0 && sent[index - 1] == 13) }
  if !zip(bytes, bytes.dropFirst()).contains(where: { $0 == 13 && $1 == 10 }) { precondition(back == bytes) }
}
