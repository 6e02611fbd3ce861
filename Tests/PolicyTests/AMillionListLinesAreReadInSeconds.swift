import Policy
import Testing

@Test func aMillionListLinesAreReadInSeconds() throws {
  let hex = Array("0123456789abcdef".utf8)
  var text: [UInt8] = []
  text.reserveCapacity(60_000_000)
  for number in 0..<1_000_000 {
    switch number % 4 {
    case 0, 1:
      text += number % 4 == 0 ? Array("cert:".utf8) : Array("key:".utf8)
      for digit in 0..<64 { text.append(hex[(number >> (digit % 20)) & 15]) }
    case 2: text += Array("User.\(number)@Dept\(number % 100).Example.ORG".utf8)
    default: text += Array("User\(number)  # a comment".utf8)
    }
    text.append(10)
  }
  var reader = ListReader(file: "list")
  var entries = 0
  let clock = ContinuousClock()
  let time = try clock.measure {
    var rest = text[...]
    while let end = rest.firstIndex(of: 10) {
      if try reader.entry(line: rest[..<end]) != nil { entries += 1 }
      rest = rest[(end + 1)...]
    }
  }
  print("1,000,000 list lines: \(time)")
  #expect(entries == 1_000_000)
  #if !DEBUG
    #expect(time < .seconds(5))
  #endif
}
