import FuzzEntries
import Testing

@Test func everyPastCertificateAndItsDamagedCopiesAreSurvived() throws {
  let inputs = try Corpus.inputs("certificate")
  #expect(inputs.count >= 10)
  var seed: UInt64 = 4605
  for bytes in inputs {
    fuzzCertificate(bytes)
    for _ in 0..<200 where !bytes.isEmpty {
      var damaged = bytes
      // Repeatable, so that a failure can be found again.
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      damaged[Int(seed >> 33) % bytes.count] ^= UInt8(truncatingIfNeeded: seed >> 24) | 1
      fuzzCertificate(damaged)
      fuzzCertificate(Array(bytes.prefix(Int(seed >> 33) % bytes.count)))
    }
  }
}
