import Journal
import Testing

@Test func aValueIsCutBetweenCharacters() throws {
  for padding in 0..<4 {
    var record = Record(.verdict, priority: .info, message: "m")
    record[.peerName] = String(repeating: "a", count: padding) + String(repeating: "€", count: 1000)
    let native = record.encodeNative(identifier: "x")
    let text = try #require(String(validating: native, as: UTF8.self))
    let value = try #require(text.split(separator: "\n").last?.split(separator: "=").last)
    #expect((Record.maximumValueBytes - 3...Record.maximumValueBytes).contains(value.utf8.count))
    #expect(value.hasSuffix("€…"))
  }
  var exact = Record(.verdict, priority: .info, message: "m")
  exact[.peerName] = String(repeating: "a", count: Record.maximumValueBytes)
  #expect(Record(parsingLine: exact.encodeLine(identifier: "peertlsd")) == exact)
}

@Test(arguments: ["a", "\n", "\u{1}", "\"", "€", "😀", "\u{202E}"]) func aFullRecordFitsItsLimits(_ unit: String) throws
{
  let record = record(String(repeating: unit, count: 5000))
  let native = record.encodeNative(identifier: String(repeating: "x", count: 5000))
  #expect(native.count <= Record.maximumNativeBytes)
  let line = record.encodeLine(identifier: String(repeating: "x", count: 5000))
  #expect(line.count <= Record.maximumLineBytes)
  let read = try #require(Record(parsingLine: record.encodeLine(identifier: "peertls-session")))
  for field in Field.allCases where field != .event {
    let value = try #require(read[field])
    #expect(value.hasPrefix(unit) && value.hasSuffix("…"))
  }
}
