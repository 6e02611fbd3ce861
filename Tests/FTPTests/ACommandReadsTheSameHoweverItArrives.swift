import FTP
import Testing

private let stream =
  Array("USER a\r\nNOOP\nNOOP\r\nR".utf8) + [255, 244, 255, 242] + Array("ETR b c\r\nA\rB\r\nSTOR \0\r\nQUIT\r\n".utf8)
private let answers: [CommandReader.Arrival] = arrivals(stream)

@Test func theStreamHasWhatWasPutIn() {
  #expect(answers.map(\.code) == [0, 500, 0, 500, 501, 0])
  #expect(answers[0] == .command(.user("a")) && answers[2] == .command(.retr(bytesOf("b c"))))
  #expect(answers[5] == .command(.quit))
}

@Test func oneByteAtATime() {
  var reader = CommandReader()
  var all: [CommandReader.Arrival] = []
  for byte in stream {
    reader.append([byte])
    all += drain(&reader)
  }
  #expect(all == answers && !reader.isInsideLine)
}

@Test func inTwoPartsAtEveryPlace() {
  for place in stream.indices {
    var reader = CommandReader()
    reader.append(stream[..<place])
    let first = drain(&reader)
    reader.append(stream[place...])
    #expect(first + drain(&reader) == answers, "cut at \(place)")
  }
}

@Test func nothingComesBeforeTheLineEnds() {
  var reader = CommandReader()
  reader.append(Array("QUIT\r".utf8))
  #expect(reader.next() == nil && reader.isInsideLine)
  reader.append([10])
  #expect(reader.next() == .command(.quit) && !reader.isInsideLine)
}

@Test func tenThousandCommandsAtOnce() {
  let all = arrivals((0..<10_000).flatMap { Array("REST \($0)\r\n".utf8) })
  #expect(all.count == 10_000 && all.last == .command(.rest(9999)))
}
