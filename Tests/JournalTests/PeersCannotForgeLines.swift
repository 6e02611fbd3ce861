import Journal
import Testing

@Test func aLineIsWhatPeopleExpect() {
  var record = Record(.verdict, priority: .info, message: "Eve may not chat")
  record[.peerName] = "Eve Example"
  record[.session] = "7"
  record[.verdict] = "deny"
  record[.rule] = "policy:3"
  record[.peerAddress] = "2001:db8::1"
  record[.reason] = "says \"no\" \\ \u{1B}[0m"
  #expect(
    String(decoding: record.encodeLine(identifier: "peertls-session"), as: UTF8.self)
      == "<6>peertls-session: Eve may not chat | EVENT=verdict SESSION=7 VERDICT=deny RULE=policy:3 "
      + "REASON=\"says \\\"no\\\" \\\\ \\x1b[0m\" PEER_NAME=\"Eve Example\" PEER_ADDR=2001:db8::1\n")
}

@Test(arguments: hostileValues) func noValueEndsTheLineOrReachesTheTerminal(_ value: String) throws {
  let record = record(value)
  let line = record.encodeLine(identifier: "peertls-session")
  #expect(line.last == UInt8(ascii: "\n"))
  let text = try #require(String(validating: line.dropLast(), as: UTF8.self))
  for scalar in text.unicodeScalars {
    #expect(![.control, .format, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory))
  }
  #expect(text.split(separator: "|", omittingEmptySubsequences: false).count >= 2)
  let read = try #require(Record(parsingLine: line))
  #expect(read == record, "what is read is what was written, field by field")
}

@Test(arguments: [
  "", "<6>", "<9>peertlsd: m | EVENT=limit", "<6>peertlsd: m", "<6>peertlsd: m |", "<6>peertlsd: m | SESSION=1",
  "<6>peertlsd: m | EVENT=other",
  "<6>peertlsd: m | EVENT=limit SESSION=1 SESSION=2", "<6>peertlsd: m | EVENT=limit SESSION=",
  "<6>peertlsd: m | EVENT=limit SESSION=a\"b",
  "<6>peertlsd: m | EVENT=limit SESSION=\"a", "<6>peertlsd: m | EVENT=limit SESSION=\"a\\\"",
  "<6>peertlsd: m | EVENT=limit SESSION=\"\\q\"",
  "<6>peertlsd: m | EVENT=limit SESSION=\"\\x4\"", "<6>peertlsd: m | EVENT=limit SESSION=\"\\xff\"",
  "<6>peertlsd: m | EVENT=limit  SESSION=1",
  "<6>peertlsd: m | EVENT=limit SESSION", "<6>peertlsd: m| EVENT=limit", "<6>peertlsd:m | EVENT=limit",
  "<6>peertlsd:| EVENT=limit",
  "<6>: m | EVENT=limit", "<6>cat: m | EVENT=limit", "<6>peertlsd: \\ | EVENT=limit",
]) func otherLinesAreNoRecords(_ line: String) {
  #expect(Record(parsingLine: Array(line.utf8)) == nil)
}

@Test func unknownFieldsArePassedOver() throws {
  let read = try #require(Record(parsingLine: Array("<3>peertlsd: m | EVENT=limit NEW=\"a b\" SESSION=4".utf8)))
  #expect(read.event == .limit && read.priority == .error && read.message == "m" && read[.session] == "4")
}

@Test func everyTruncationOfALineIsSurvived() {
  let line = record("a \"b\" \\ \u{1}").encodeLine(identifier: "peertlsd")
  for length in 0..<line.count - 1 {
    let read = Record(parsingLine: Array(line[..<length]))
    #expect(read != record("a \"b\" \\ \u{1}"))
  }
}
