import ConstantDatabase
import Glibc
import Testing

private func bytesOfADatabase() throws -> [UInt8] {
  let file = try Scratch()
  var writer = try Writer(descriptor: file.descriptor)
  for number in 0..<100 { try writer.add(key: key(number), value: Array(repeating: 7, count: number)) }
  try writer.finish()
  return file.bytes
}

private func search(_ bytes: [UInt8]) throws {
  let file = try Scratch(bytes)
  guard let reader = try? Reader(descriptor: file.descriptor) else { return }
  for number in 0..<101 {
    _ = reader.first(key(number))
    reader.all(key(number)) { _ in }
  }
}

@Test func whatIsShorterThanAHeaderIsRefused() throws {
  for length in [0, 1, 2047] {
    let file = try Scratch(Array(repeating: 0, count: length))
    #expect(throws: DatabaseError.self) { _ = try Reader(descriptor: file.descriptor) }
  }
  #expect(throws: DatabaseError.self) { _ = try Reader(descriptor: -1) }
}

@Test func everyTruncationIsSurvived() throws {
  let whole = try bytesOfADatabase()
  for length in stride(from: 0, through: whole.count, by: 13) { try search(Array(whole[..<length])) }
}

@Test func flippedBitsAreSurvived() throws {
  let whole = try bytesOfADatabase()
  var state: UInt64 = 4605
  for _ in 0..<2000 {
    var damaged = whole
    for _ in 0..<4 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      damaged[Int(state >> 33) % damaged.count] ^= 1 << UInt8(truncatingIfNeeded: (state >> 30) & 7)
    }
    try search(damaged)
  }
}

@Test func everyWordOfAllOnesIsSurvived() throws {
  let whole = try bytesOfADatabase()
  for at in stride(from: 0, to: whole.count - 4, by: 4) where at < 2048 || at > whole.count - 1000 {
    var damaged = whole
    for offset in 0..<4 { damaged[at + offset] = 0xFF }
    try search(damaged)
  }
}
