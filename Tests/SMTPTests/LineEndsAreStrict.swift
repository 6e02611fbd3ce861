import SMTP
import Testing

/// What comes of a stream, in pieces of some size; `.content` is joined.
private func arrivals(_ text: String, pieces: Int, _ begin: (inout Intake) -> Void = { _ in }) -> [String] {
  var intake = Intake()
  begin(&intake)
  var (list, content): ([String], [UInt8]) = ([], [])
  var rest = Array(text.utf8)[...]
  func finish() {
    if !content.isEmpty { list.append("content \(String(decoding: content, as: UTF8.self))") }
    content = []
  }
  repeat {
    intake.append(rest.prefix(pieces))
    rest = rest.dropFirst(pieces)
    while let arrival = intake.next() {
      if case .content(let piece) = arrival {
        content += piece
        continue
      }
      finish()
      switch arrival {
      case .line(let line): list.append("line \(String(decoding: line, as: UTF8.self))")
      case .longLine: list.append("long")
      case .end: list.append("end")
      case .bareLineEnd: list.append("bare")
      case .content: break
      }
    }
  } while !rest.isEmpty
  finish()
  return list
}

private let sizes = [1, 2, 3, 5, 100, 10_000]

@Test(arguments: sizes) func commandsEndWithCRLF(_ pieces: Int) {
  #expect(arrivals("EHLO x\r\n\r\nQUIT\r\n", pieces: pieces) == ["line EHLO x", "line ", "line QUIT"])
  #expect(arrivals("NOOP\nQUIT\r\n", pieces: pieces) == ["bare"])
  #expect(arrivals("NOOP\rQUIT\r\nNOOP\r\n", pieces: pieces) == ["bare"])
  #expect(arrivals("NOOP\r\n\nQUIT\r\n", pieces: pieces) == ["line NOOP", "bare"])
}

@Test(arguments: sizes) func longCommandsArePassedOver(_ pieces: Int) {
  let most = String(repeating: "x", count: SMTPLimits.commandLine - 2)
  #expect(arrivals("\(most)\r\nNOOP\r\n", pieces: pieces) == ["line \(most)", "line NOOP"])
  #expect(arrivals("\(most)x\r\nNOOP\r\n", pieces: pieces) == ["long", "line NOOP"])
  let huge = String(repeating: "y", count: 100_000)
  #expect(arrivals("\(huge)\r\nNOOP\r\n", pieces: pieces) == ["long", "line NOOP"])
  #expect(arrivals("\(huge)\nNOOP\r\n", pieces: pieces) == ["bare"])
}

@Test(arguments: sizes) func aDotAloneEndsTheText(_ pieces: Int) {
  func text(_ text: String) -> [String] { arrivals(text, pieces: pieces) { $0.beginText() } }
  #expect(text("a\r\n.\r\nQUIT\r\n") == ["content a\r\n", "end", "line QUIT"])
  #expect(text(".\r\nQUIT\r\n") == ["end", "line QUIT"])
  #expect(text("..\r\n...x\r\n.y\r\n.\r\n") == ["content .\r\n..x\r\ny\r\n", "end"])
  #expect(text("a\r\n.\r\n.\r\n") == ["content a\r\n", "end", "line ."])
}

/// The published variants (SEC Consult 2023; CVE-2023-51764 and its kin): each ends with what some server takes for the end.
@Test(arguments: [
  "\n.\n", "\n.\r\n", "\r.\r\n", "\r.\r", "\r\n.\n", "\r\n.\r", "\n.\r", "\r\r\n.\r\n", "\r\n.\r\r\n", "\n\n.\r\n",
])
func noOtherEndIsTaken(_ end: String) {
  for pieces in sizes {
    let all = arrivals("a\(end)MAIL FROM:<eve@example.org>\r\n", pieces: pieces) { $0.beginText() }
    #expect(all.last == "bare" && !all.contains { $0.hasPrefix("line") || $0 == "end" }, "\(all)")
  }
}

@Test(arguments: sizes) func aChunkHasItsLength(_ pieces: Int) {
  let all = arrivals("a\n\r.\r\nQUIT\r\n", pieces: pieces) { $0.beginChunk(6) }
  #expect(all == ["content a\n\r.\r\n", "end", "line QUIT"])
  #expect(arrivals("QUIT\r\n", pieces: pieces) { $0.beginChunk(0) } == ["end", "line QUIT"])
  #expect(arrivals("abc", pieces: pieces) { $0.beginChunk(6) } == ["content abc"])
}

@Test func textIsWatchedOverAllItsPieces() {
  func fault(_ text: String, limitsLines: Bool = true) -> TextRules.Fault? {
    var faults: Set<String> = []
    var last: TextRules.Fault?
    for pieces in [1, 3, 100_000] {
      var rules = TextRules(limitsLines: limitsLines)
      var rest = Array(text.utf8)[...]
      while !rest.isEmpty {
        rules.watch(rest.prefix(pieces))
        rest = rest.dropFirst(pieces)
      }
      rules.finish()
      last = rules.fault
      faults.insert("\(String(describing: last))")
    }
    #expect(faults.count == 1)
    return last
  }
  #expect(fault("a\r\nb\r\n\r\n") == nil)
  #expect(fault("a\n") == .bareLineEnd && fault("a\rb") == .bareLineEnd && fault("a\r") == .bareLineEnd)
  #expect(fault("a\u{0}\r\n") == .nul)
  let line = String(repeating: "x", count: SMTPLimits.textLine - 2)
  #expect(fault(line + "\r\n") == nil && fault(line + "x\r\n") == .longLine)
  #expect(fault(line + "xxxx\r\n", limitsLines: false) == nil)
}
