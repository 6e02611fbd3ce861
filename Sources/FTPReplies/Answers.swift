import FTP

/// What replies to certain commands say. Each takes a positive reply to the command and throws where it is not of the form
/// that the command's reply has.
extension Reply {
  /// EPSV (RFC 2428 §3): the port. No address is taken from a reply, this one or any other.
  public func extendedPassivePort() throws(ReplyError) -> UInt16 {
    let text = lines[0]
    if let open = text.firstIndex(of: UInt8(ascii: "(")), let close = text[open...].firstIndex(of: UInt8(ascii: ")")) {
      // Any character from 33 to 126 may stand between the fields.
      let fields = text[(open + 1)..<close]
      if let mark = fields.first, (33...126).contains(mark), decimalDigit(mark) == nil {
        let parts = fields.split(separator: mark, omittingEmptySubsequences: false)
        if parts.count == 5, parts.enumerated().allSatisfy({ $0.offset == 3 || $0.element.isEmpty }),
          let port = length(parts[3]), port > 0, let port = UInt16(exactly: port)
        {
          return port
        }
      }
    }
    throw .unexpected(what: "port of a data connection (EPSV)", self)
  }

  /// SIZE (RFC 3659 §4): the length in bytes.
  public func size() throws(ReplyError) -> UInt64 {
    guard let size = length(lines[0].trimmed) else { throw .unexpected(what: "size", self) }
    return size
  }

  /// MDTM (RFC 3659 §3): seconds since 1970.
  public func modified() throws(ReplyError) -> Int64 {
    guard let seconds = TimeValue.seconds(lines[0].trimmed) else { throw .unexpected(what: "time", self) }
    return seconds
  }

  /// MLST (RFC 3659 §7.2): the facts of the one thing that was asked for.
  public func facts() throws(ReplyError) -> Facts {
    // The entry's line has a space before it; some servers leave that out.
    let entries = lines.dropFirst().dropLast().filter { !$0.isEmpty }
    guard entries.count == 1, let facts = entries.first.flatMap({ Facts($0.first == space ? $0[1...] : $0[...]) })
    else { throw .unexpected(what: "entry of a directory (MLST)", self) }
    return facts
  }

  /// HASH (draft-bryan-ftpext-hash-02 §3.1): SHA-256 of all of a file that has so many bytes. It is in the last line, for
  /// some servers begin by saying that they compute it.
  public func sha256(ofAll length: UInt64) throws(ReplyError) -> [UInt8] {
    let words = lines[lines.count - 1].split(separator: space, maxSplits: 3)
    if words.count >= 3, words[0].elementsEqual("SHA-256".utf8), let digest = octets(words[2]), digest.count == 32 {
      let range = words[1].split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
      if range.count == 2, FTPReplies.length(range[0]) == 0, let end = FTPReplies.length(range[1]) {
        // The draft's end is the last byte's place, that of servers the length.
        if end == length || end + 1 == length { return digest }
      }
    }
    throw .unexpected(what: "SHA-256 of all \(length) bytes", self)
  }
}

let space = UInt8(ascii: " ")

extension [UInt8] {
  /// Without spaces before and behind.
  fileprivate var trimmed: ArraySlice<UInt8> {
    var rest = drop { $0 == space }
    while rest.last == space { rest.removeLast() }
    return rest
  }
}
