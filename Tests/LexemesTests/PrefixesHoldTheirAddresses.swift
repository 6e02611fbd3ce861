import Lexemes
import Testing

@Test(arguments: [
  ("::/0", "ffff::", true), ("2001:db8::/32", "2001:db8:ffff::1", true), ("2001:db8::/32", "2001:db9::", false),
  ("2001:db8:8000::/33", "2001:db8:8000::1", true), ("2001:db8:8000::/33", "2001:db8:7fff::1", false),
  ("2001:db8::1/128", "2001:db8::1", true), ("2001:db8::1", "2001:db8::1", true), ("2001:db8::1", "2001:db8::2", false),
  ("::ffff:10.0.0.0/104", "::ffff:10.9.9.9", true), ("::ffff:10.0.0.0/104", "::ffff:11.9.9.9", false),
]) func prefixesHoldTheirAddresses(prefix: String, address: String, holds: Bool) throws {
  let prefix = try #require(Prefix(prefix))
  #expect(prefix.contains(try #require(Address(address))) == holds)
  #expect(Prefix(prefix.description) == prefix)
}

@Test(arguments: ["", "/", "::/", "::/129", "::/-1", "::/+1", "::/08", "::/1/2", "2001:db8::1/64", "10.0.0.0/8", "x/1"])
func whatIsNoPrefixIsRefused(text: String) {
  #expect(Prefix(text) == nil)
}

@Test func aPrefixOfAnAddressIsItsNetwork() throws {
  let address = try #require(Address("2001:db8:1:2:3:4:5:6"))
  #expect(Prefix(address, length: 64)?.description == "2001:db8:1:2::/64")
  #expect(Prefix(address, length: 129) == nil && Prefix(address, length: -1) == nil)
}
