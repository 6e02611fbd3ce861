import Conversations
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

@Test func aMessageIsKnownByItsCallSequenceAndTag() {
  let hash = MessageHash.of(callID: "a", sequence: 1, fromTag: "b")
  // printf 'a\0001\000b' | sha256sum
  #expect(hash == Array(SHA256.digest([97, 0, 49, 0, 98]).prefix(8)) && hash.count == MessageHash.bytes)
  for other in [("a", 2, "b"), ("a1", 1, "b"), ("a", 1, "c"), ("a", 11, "b")] as [(String, UInt32, String)] {
    #expect(MessageHash.of(callID: other.0, sequence: other.1, fromTag: other.2) != hash)
  }
}
