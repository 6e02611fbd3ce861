import Glibc
import Lexemes
import Testing

/// What inet_pton(3) makes of the text.
private func system(_ text: String) -> [UInt8]? {
  var address = in6_addr()
  guard inet_pton(AF_INET6, text, &address) == 1 else { return nil }
  return withUnsafeBytes(of: &address) { Array($0) }
}

@Test(arguments: [
  "::", "::1", "1::", "2001:db8::1", "2001:0DB8:0:0:0:0:0:1", "1:2:3:4:5:6:7:8", "::ffff:192.0.2.1", "1::8:0:0",
  "1:2:3:4:5:6:192.0.2.1", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "fe80::1",
  "", ":", ":::", "1", "1:", ":1", "1:2", "1::2::3", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7", "12345::", "g::", "::1 ",
  "1:2:3:4:5:6:7::8:9", "1:2:3:4:5:6:7:192.0.2.1", "192.0.2.1", "::192.0.2", "::192.0.2.256", "::192.0.2.01",
  "::1.2.3.4:5", "::1.2.3.4.5", "::.1.2.3", "fe80::1%eth0", "[::1]", "::-1", "::+1", "1::2:", ":1::2",
]) func addressesReadAsTheSystemReadsThem(text: String) {
  #expect(Address(text)?.bytes == system(text))
}

@Test func randomAddressesReadAsTheSystemReadsThem() {
  let pieces = ["0", "1", "ffff", "db8", ":", ":", ":", "::", "1.2.3.4", ".", "a"]
  var valid = 0
  for _ in 0..<50_000 {
    let text = (0..<Int.random(in: 1...17)).map { _ in pieces.randomElement() ?? "" }.joined()
    // The standard leaves `::` for one group open to some readers; RFC 4291 allows it, as we do.
    let ours = Address(text)
    let theirs = system(text)
    if theirs != nil { valid += 1 }
    #expect(ours?.bytes == theirs, "\(text)")
    if let ours { #expect(Address(ours.description) == ours) }
  }
  #expect(valid > 50)
}

@Test(arguments: [
  ("::", "::"), ("0:0:0:0:0:0:0:1", "::1"), ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
  ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("1:0:0:2:0:0:0:3", "1:0:0:2::3"), ("1::", "1::"),
]) func addressesAreWrittenAsInRFC5952(text: String, canonical: String) {
  #expect(Address(text)?.description == canonical)
}
