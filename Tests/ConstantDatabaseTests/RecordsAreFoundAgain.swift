import ConstantDatabase
import Glibc
import Testing

@Test func aMillionRecordsAreFoundWithinSeconds() throws {
  let file = try Scratch()
  let clock = ContinuousClock()
  let spent = try clock.measure {
    var writer = try Writer(descriptor: file.descriptor)
    for number in 0..<1_000_000 { try writer.add(key: key(number), value: Array("value \(number)".utf8)) }
    try writer.finish()
    let reader = try Reader(descriptor: file.descriptor)
    var wrong = 0
    for number in 0..<1_000_000 where reader.first(key(number)) != Array("value \(number)".utf8) { wrong += 1 }
    #expect(wrong == 0)
    #expect(reader.first(key(1_000_000)) == nil)
  }
  #expect(spent < .seconds(60))
}

@Test func allValuesOfAKeyComeInTheirOrder() throws {
  let file = try Scratch()
  var writer = try Writer(descriptor: file.descriptor)
  for value: UInt8 in 0..<200 {
    try writer.add(key: [1, 2, 3], value: [value])
    try writer.add(key: [value, 9], value: [0])
  }
  try writer.add(key: [], value: [])
  try writer.finish()
  let reader = try Reader(descriptor: file.descriptor)
  var found: [UInt8] = []
  reader.all([1, 2, 3]) { found += $0 }
  #expect(found == Array(0..<200))
  #expect(reader.first([1, 2, 3]) == [0])
  #expect(reader.first([]) == [], "an empty key with an empty value is a record too")
  var absent = 0
  reader.all([4]) { _ in absent += 1 }
  #expect(absent == 0)
}

@Test func theDescriptorStaysTheCallers() throws {
  let file = try Scratch()
  let writer = try Writer(descriptor: file.descriptor)
  try writer.finish()
  let copy = dup(file.descriptor)
  let reader = try Reader(descriptor: copy)
  #expect(close(copy) == 0, "nobody else closed it")
  #expect(reader.first([1]) == nil)
}

@Test func aDatabaseThatWasGivenUpIsRefused() throws {
  let file = try Scratch()
  do {
    var writer = try Writer(descriptor: file.descriptor)
    for number in 0..<10000 { try writer.add(key: key(number), value: [1]) }
  }
  let reader = try? Reader(descriptor: file.descriptor)
  #expect(reader?.first(key(1)) == nil)
}

@Test func aFullDeviceIsAnError() throws {
  let full = open("/dev/full", O_RDWR | O_CLOEXEC)
  defer { close(full) }
  #expect(throws: DatabaseError.self) {
    var writer = try Writer(descriptor: full)
    for number in 0..<10000 { try writer.add(key: key(number), value: [1]) }
    try writer.finish()
  }
}

func key(_ number: Int) -> [UInt8] { Array("key:\(number)".utf8) }
