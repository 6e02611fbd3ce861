import Digests
import Glibc
import Processes
import TestFiles
import Testing

private func hexadecimal(_ bytes: [UInt8]) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

/// The examples of NIST for FIPS 180-4, and the lengths at which the padding changes (sha256sum(1)).
@Test(
  arguments: [
    ([], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    (Array("abc".utf8), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8),
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      Array(
        ("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
          + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu").utf8),
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
    ([UInt8](repeating: 97, count: 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ([UInt8](repeating: 97, count: 55), "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"),
    ([UInt8](repeating: 97, count: 56), "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"),
    ([UInt8](repeating: 97, count: 63), "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34"),
    ([UInt8](repeating: 97, count: 64), "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"),
  ] as [([UInt8], String)])
func digestsAreTheStandards(_ message: [UInt8], _ digest: String) {
  #expect(hexadecimal(SHA256.digest(message)) == digest)
}

/// In whatever pieces it comes, and more than one text after another.
@Test(arguments: [1, 3, 63, 64, 65, 1000]) func piecesMakeTheSameDigest(_ size: Int) {
  let message = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
  var hash = SHA256()
  for _ in 0..<2 {
    for start in stride(from: 0, to: message.count, by: size) {
      hash.update(Array(message[start..<min(start + size, message.count)]))
    }
    #expect(hash.digest() == SHA256.digest(message))
  }
}

@Test func aFilesDigestIsThatOfItsBytes() throws {
  try withDirectory { path throws in
    let bytes = (0..<700_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try File.create(path + "/file", bytes)
    let file = try File.open(path + "/file")
    #expect(try FileDigest.of(file, name: "file") == SHA256.digest(bytes))
    // It is read where it is, not from where somebody else has read to.
    #expect(try FileDigest.of(file, name: "file") == SHA256.digest(bytes))
    for (start, end) in [(0, 1), (1, 700_000), (262_144, 262_145), (5, 5), (600_000, 9_000_000), (800_000, 900_000)] {
      var digest = FileDigest(from: Int64(start), to: Int64(end))
      while try digest.step(file, name: "file") {}
      #expect(digest.digest() == SHA256.digest(Array(bytes.dropFirst(start).prefix(end - start))))
    }
    let writing = try File.open(path + "/file", O_WRONLY)
    #expect(failureOf { () throws(SystemError) in _ = try FileDigest.of(writing, name: "file") }?.code == EBADF)
  }
}
