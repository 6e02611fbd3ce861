import Processes
import Testing

private let documentation = SocketAddress(
  bytes: [0x20, 0x01, 0x0d, 0xb8, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], port: 4605, scope: 3)

@Test(arguments: [
  (0, "::"), (1, "::"), (3, "2000::"), (16, "2001::"), (32, "2001:db8::"), (33, "2001:db8::"),
  (40, "2001:db8:100::"), (63, "2001:db8:102:304::"), (64, "2001:db8:102:304::"), (65, "2001:db8:102:304::"),
  (72, "2001:db8:102:304:500::"), (127, "2001:db8:102:304:506:708:90a:b0c"),
  (128, "2001:db8:102:304:506:708:90a:b0c"), (-1, "::"), (200, "2001:db8:102:304:506:708:90a:b0c"),
])
func aPrefixKeepsThatManyBits(length: Int, text: String) {
  let prefix = documentation.prefix(length)
  #expect(prefix.text == text)
  #expect(prefix.port == 0 && prefix.scope == 0)
}

@Test func oneBitMoreOrLessMakesAnotherSource() {
  let neighbour = SocketAddress(high: documentation.high ^ 1, low: 0)
  #expect(documentation.prefix(64) != neighbour.prefix(64))
  #expect(documentation.prefix(63) == neighbour.prefix(63))
}

@Test func bytesAreReadBack() {
  #expect(SocketAddress(bytes: documentation.bytes, port: 4605, scope: 3) == documentation)
  #expect(SocketAddress(low: 1).text == "::1")
  #expect(SocketAddress(low: 0xffff_c000_0201).text == "::ffff:192.0.2.1")
}
