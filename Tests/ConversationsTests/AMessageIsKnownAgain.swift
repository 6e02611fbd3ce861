import Conversations
import Testing

@Test func aMessageIsKnownByItsCallSequenceAndTag() {
  let hash = MessageHash.of(callID: "a", sequence: 1, fromTag: "b")
  // printf 'a\0001\000b' | sha256sum
  #expect(hash == [0xa3, 0xbd, 0x83, 0x91, 0x32, 0xd2, 0xca, 0xd9] && hash.count == MessageHash.bytes)
  for other in [("a", 2, "b"), ("a1", 1, "b"), ("a", 1, "c"), ("a", 11, "b")] as [(String, UInt32, String)] {
    #expect(MessageHash.of(callID: other.0, sequence: other.1, fromTag: other.2) != hash)
  }
}
