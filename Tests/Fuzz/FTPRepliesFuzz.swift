import FTPReplies

/// Feeds bytes to the reader of replies twice, at once and in pieces whose sizes come from the bytes themselves; both ways
/// must say the same. Every reply is then taken for an answer to each command.
public func fuzzFTPReply(_ bytes: [UInt8]) {
  let whole = replies(bytes, pieces: [bytes.count])
  precondition(whole == replies(bytes, pieces: bytes.map { Int($0 % 23) + 1 }), "how it arrives does not matter")
  for reply in whole.replies {
    precondition((100...599).contains(reply.code) && (1...ReplyReader.maximumLines).contains(reply.lines.count))
    precondition(reply.lines.allSatisfy { $0.count <= ReplyReader.maximumLineBytes && !$0.contains(10) })
    precondition((1...5).contains(reply.kind.rawValue) && reply.kind.rawValue == reply.code / 100)
    if let port = try? reply.extendedPassivePort() { precondition(port > 0) }
    if let size = try? reply.size() { precondition(size <= Int64.max) }
    if let digest = try? reply.sha256(ofAll: 4) { precondition(digest.count == 32) }
    if let facts = try? reply.facts() { check(facts) }
    _ = (try? reply.modified(), reply.text)
    let features = Features(reply)
    precondition(!features.sha256.isSelected || features.sha256.isOffered)
    precondition(!features.canRestart || features.has("REST"))
  }
}

private struct Outcome: Equatable {
  var replies: [Reply] = []
  var error: ReplyError?
}

private func replies(_ bytes: [UInt8], pieces: [Int]) -> Outcome {
  var (reader, outcome, rest) = (ReplyReader(), Outcome(), bytes[...])
  for piece in pieces where !rest.isEmpty {
    reader.append(rest.prefix(piece))
    rest = rest.dropFirst(piece)
    do throws(ReplyError) {
      while let reply = try reader.next() { outcome.replies.append(reply) }
    } catch {
      precondition(outcome.error == nil || outcome.error == error, "nothing follows an error")
      outcome.error = error
    }
  }
  return outcome
}

/// Feeds bytes to the reader of listings in the same two ways. A name that may become a file's here leads nowhere.
public func fuzzFTPFacts(_ bytes: [UInt8]) {
  let whole = listing(bytes, pieces: [bytes.count])
  precondition(whole == listing(bytes, pieces: bytes.map { Int($0 % 23) + 1 }), "how it arrives does not matter")
  for facts in whole { check(facts) }
}

private func listing(_ bytes: [UInt8], pieces: [Int]) -> [Facts] {
  var (reader, rest) = (ListingReader(), bytes[...])
  do throws(ListingReader.Problem) {
    for piece in pieces where !rest.isEmpty {
      try reader.append(rest.prefix(piece))
      rest = rest.dropFirst(piece)
    }
    try reader.finish()
  } catch {
    _ = error.description
  }
  return reader.entries
}

private func check(_ facts: Facts) {
  precondition(!facts.path.isEmpty && facts.size ?? 0 <= Int64.max)
  guard let name = facts.name else { return }
  precondition((1...255).contains(name.utf8.count) && name.utf8.elementsEqual(facts.path))
  precondition(name != "." && name != ".." && !name.utf8.contains { $0 == 0x2F || $0 < 0x20 || $0 == 0x7F })
  precondition(!name.unicodeScalars.contains { (0x80...0x9F).contains($0.value) })
}
