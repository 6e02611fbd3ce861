import Foundation
import Policy
import TLS
import TestSupport
import Testing

/// The certificate with some of its bytes replaced: its signature no longer fits, which reading names does not ask.
private func forged(_ subject: String, names: [String] = [], _ old: String, _ new: [UInt8]) throws -> Identity? {
  var der = try certificate(subject: subject, names: names).der
  var found = 0
  while let range = der.firstRange(of: Array(old.utf8)) {
    try #require(new.count == range.count)
    der.replaceSubrange(range, with: new)
    found += 1
  }
  try #require(found > 0)
  guard let forged = Certificate(der: der) else { return nil }
  return forged.identity
}

private let spoilt: [[UInt8]] = [
  Array("bob@example.org\0.evil.com".utf8), Array("bob@example.org\n.evil.com".utf8),
  Array("bob@example.org\u{7f}.evil.com".utf8), Array("bob@example.org\u{1b}.evil.com".utf8),
]

@Test(arguments: spoilt) func aControlCharacterAnywhereMakesItNobodys(_ name: [UInt8]) throws {
  let placeholder = "bob@example.orgX.evil.com"
  #expect(try forged("/CN=\(placeholder)", placeholder, name) == nil)
  #expect(try forged("/CN=Bob/emailAddress=\(placeholder)", placeholder, name) == nil)
  #expect(try forged("/CN=Bob/UID=\(placeholder)", placeholder, name) == nil)
  #expect(try forged("/CN=Bob", names: ["email.1=\(placeholder)"], placeholder, name) == nil)
  let mailbox = "otherName.1=1.3.6.1.5.5.7.8.9;UTF8:\(placeholder)"
  #expect(try forged("/CN=Bob", names: [mailbox], placeholder, name) == nil)
  // What was forged was the only fault.
  #expect(try forged("/CN=\(placeholder)", placeholder, Array("bob@example.orgZ.evil.com".utf8)) != nil)
}

@Test func bytesThatAreNoTextMakeItNobodys() throws {
  #expect(try forged("/CN=Zoë Example", "ë", [0xc3, 0x28]) == nil)
}

/// An rfc822Name and a subject's emailAddress are ASCII: "bob@exÃ¤mple.org" to one reader is "bob@exämple.org" to another.
@Test(arguments: [[0xc3, 0xa4], [0xe4, 0x78]] as [[UInt8]])
func anAddressBeyondASCIIWhereOnlyASCIIMayBeMakesItNobodys(_ umlaut: [UInt8]) throws {
  #expect(try forged("/CN=Bob", names: ["email.1=bob@exQQmple.org"], "QQ", umlaut) == nil)
  #expect(try forged("/CN=Bob/emailAddress=bob@exQQmple.org", "QQ", umlaut) == nil)
  #expect(try forged("/CN=Bob", names: ["email.1=bob@exQQmple.org"], "QQ", Array("ZZ".utf8)) != nil)
}

@Test func tooManyNamesMakeItNobodys() throws {
  let names = (1...Certificate.maximumNames).map { "email.\($0)=a\($0)@example.org" }
  let full = try #require(try identity(subject: "/CN=Bob", names: names))
  #expect(full.emails.count == Certificate.maximumNames)
  #expect(try identity(subject: "/CN=Bob", names: names + ["email.999=one@example.org"]) == nil)
}

@Test func aBrokenAlternativeNameMakesItNobodys() throws {
  #expect(try identity(subject: "/CN=Bob", extensions: ["subjectAltName=DER:30:06:81:09:61:40:62:63"]) == nil)
  #expect(try identity(subject: "/CN=Bob", extensions: ["subjectAltName=DER:30:05:81:03:61:40:62"]) != nil)
}

@Test func aMailboxThatIsNotUTF8TypedMakesItNobodys() throws {
  let name = "otherName.1=1.3.6.1.5.5.7.8.9;IA5:bob@example.org"
  #expect(try identity(subject: "/CN=Bob", names: [name]) == nil)
}
