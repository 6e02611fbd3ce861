/// A message up to its empty line, as far as it can be read.
struct Head {
  enum StartLine {
    case request(method: String, target: String, version: String)
    case response(Status, reason: String)
  }

  private(set) var startLine: StartLine?
  private(set) var fields = HeaderFields()
  /// The first thing that is wrong.
  private(set) var fault: Refusal?
  /// Whether the first line is neither a response's nor an ACK's: those are never answered (RFC 3261 §17.1.1.3, §18.1.2).
  private(set) var isAnswered = true

  /// Whole lines, each with its CRLF; no other CR or LF is among them.
  init(reading bytes: ArraySlice<UInt8>) {
    var rest = bytes
    readStartLine(Head.nextLine(of: &rest))
    while let first = rest.first, first != carriageReturn {
      var line = Head.nextLine(of: &rest)
      let start = line.startIndex
      // A line that begins with space continues the one before it (§7.3.1).
      while rest.first == space || rest.first == tab { line = bytes[start..<Head.nextLine(of: &rest).endIndex] }
      readField(line)
    }
  }

  /// The line without its CRLF, which is taken away with it.
  private static func nextLine(of rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let end = rest.firstIndex(of: carriageReturn) ?? rest.endIndex
    defer { rest = rest[end...].dropFirst(2) }
    return rest[..<end]
  }

  private mutating func found(_ fault: Refusal) { self.fault = self.fault ?? fault }

  private mutating func found(_ reason: String) { found(Refusal(.badRequest, known: reason)) }

  private mutating func readStartLine(_ line: ArraySlice<UInt8>) {
    isAnswered = !Head.begins(line, with: "sip/") && !line.starts(with: "ACK ".utf8)
    guard line.count <= Limits.line else {
      return found(isAnswered ? Refusal(.requestURITooLong) : Refusal(.badRequest, known: "Start Line Too Long"))
    }
    guard let text = String(validating: line, as: UTF8.self), line.allSatisfy({ $0 >= space && $0 != 0x7f }) else {
      return found("Malformed Start Line")
    }
    let parts = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
    if Head.begins(line, with: "sip/") {
      guard parts.count == 3, lowercased(parts[0]) == "sip/2.0", parts[1].utf8.count == 3,
        ByteSet.digit.holds(parts[1]),
        let code = Int(parts[1]), let status = Status(code)
      else { return found("Malformed Status Line") }
      startLine = .response(status, reason: parts[2])
    } else {
      guard parts.count == 3, ByteSet.token.holds(parts[0]), !parts[1].isEmpty, Head.isVersion(parts[2]) else {
        return found("Malformed Request Line")
      }
      startLine = .request(method: parts[0], target: parts[1], version: parts[2])
    }
  }

  private static func begins(_ line: ArraySlice<UInt8>, with prefix: String) -> Bool {
    lowercased(String(decoding: line.prefix(prefix.utf8.count), as: UTF8.self)) == prefix
  }

  /// `"SIP" "/" 1*DIGIT "." 1*DIGIT`
  private static func isVersion(_ text: String) -> Bool {
    var scanner = Scanner(lowercased(text))
    return "sip/".unicodeScalars.allSatisfy { scanner.take($0) } && scanner.take(.digit) != nil && scanner.take(".")
      && scanner.take(.digit) != nil && scanner.isAtEnd
  }

  private mutating func readField(_ line: ArraySlice<UInt8>) {
    guard fields.list.count < Limits.headerFields else { return found("Too Many Header Fields") }
    guard line.count <= Limits.line else { return found("Header Field Too Long") }
    guard let colon = line.firstIndex(of: 0x3a),
      let name = HeaderName(String(decoding: trim(line[..<colon]), as: UTF8.self)),
      line.first != space, line.first != tab
    else { return found("Malformed Header Field") }
    let value = Head.unfold(line[(colon + 1)...])
    guard let text = String(validating: value, as: UTF8.self) else {
      return found("\(name) Header Field Is Not UTF-8")
    }
    guard isFieldText(value) else { return found("Control Character in \(name) Header Field") }
    fields.append(HeaderField(read: name, text))
  }

  /// Line ends, with the space around them, become one space.
  private static func unfold(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard value.contains(carriageReturn) else { return trim(value) }
    var result: [UInt8] = []
    var rest = value
    while !rest.isEmpty {
      let part = trim(nextLine(of: &rest))
      if !part.isEmpty { result += part + [space] }
    }
    return trim(result[...])
  }

  /// The body's length, in bytes; nil where it is beyond what a stream can have. All fields must agree (§20.14).
  func contentLength() throws(Refusal) -> Int? {
    let values = fields.all(.contentLength)
    guard let first = values.first else { throw Refusal(.badRequest, known: "Missing Content-Length Header Field") }
    guard values.allSatisfy({ ByteSet.digit.holds($0) }) else {
      throw Refusal(.badRequest, known: "Malformed Content-Length Header Field")
    }
    let lengths = values.map { text in
      var scanner = Scanner(text)
      return scanner.number(upTo: Limits.skippedBody)
    }
    guard values.allSatisfy({ $0 == first }) || lengths.allSatisfy({ $0 != nil && $0 == lengths[0] }) else {
      throw Refusal(.badRequest, known: "Contradictory Content-Length Header Fields")
    }
    return lengths[0]
  }

  /// The message, if nothing is wrong with it.
  func message(body: [UInt8]) -> Message? {
    guard fault == nil else { return nil }
    switch startLine {
    case .request(let method, let target, let version)?:
      return .request(Request(method: method, target: target, version: version, fields: fields, body: body))
    case .response(let status, let reason)?:
      return .response(Response(status: status, reason: reason, fields: fields, body: body))
    case nil: return nil
    }
  }
}
