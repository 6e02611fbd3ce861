import FTP
import Testing

private let abort = Array("ABOR\r\n".utf8)

/// What clients send before ABOR and STAT (RFC 959 §5.3.1), and what TELNET has besides.
@Test(
  arguments: [
    [255, 244, 255, 242], [255, 244], [255, 242], [255, 241], [255, 251, 1], [255, 252, 1], [255, 253, 10],
    [255, 254, 13],
    [255, 250, 24, 0, 1, 2, 255, 240], [255, 250, 255, 255, 13, 10, 255, 240], [255, 240],
  ] as [[UInt8]])
func beforeWithinAndBehindACommand(_ telnet: [UInt8]) {
  for place in 0...abort.count {
    let bytes = Array(abort[..<place]) + telnet + abort[place...] + abort
    #expect(arrivals(bytes) == [.command(.abor), .command(.abor)], "at \(place)")
  }
}

@Test func aDoubledEscapeIsAByteAndNoText() throws {
  let line = Array("RETR a".utf8) + [255, 255] + Array("b\r\n".utf8)
  #expect(arrivals(line) == [.command(.retr([0x61, 255, 0x62]))])
  #expect(throws: PathError.notText) { try VirtualPath().resolving([0x61, 255, 0x62]) }
}

/// An IAC before what is no command of TELNET's takes no line end away.
@Test func anEscapeAloneKeepsTheLinesApart() {
  #expect(arrivals(Array("DELE a".utf8) + [255] + Array("\r\nQUIT\r\n".utf8)).count == 2)
  #expect(arrivals(Array("USER a".utf8) + [255] + Array("\r\nQUIT\r\n".utf8)).map(\.code) == [501, 0])
}

@Test func aSubnegotiationThatNeverEndsIsEnded() {
  let bytes = [255, 250] + [UInt8](repeating: 1, count: Limits.subnegotiation) + Array("\r\nQUIT\r\n".utf8)
  #expect(arrivals(bytes).map(\.code) == [500, 0])
}
