import Foundation
import MIME
import SMIME
import TLS
import TestSupport
import Testing

private func uncovered(_ name: String) -> String {
  "note: \(name): stands only outside, where neither signature nor encryption covers it"
}

/// Whoever carries a mail can add fields to it.
@Test(arguments: ["Reply-To", "Sender", "Cc"], [false, true])
func anAddedFieldIsNamed(_ name: String, _ isEncrypted: Bool) throws {
  let letter = try letter()
  let mail =
    isEncrypted
    ? try encrypted(letter, by: People.alice, for: People.bob) : try signed(letter, by: People.alice)
  let read = try Reader().read(Array("\(name): eve@example.org\r\n".utf8) + mail)
  #expect(read.code == 0 && read.says(uncovered(name)), "\(read)")
  #expect(!read.says(uncovered("From")) && !read.says(uncovered("Date")))
}

@Test func aSubjectAloneMayBeCovered() throws {
  let inner = message("Content-Type: text/plain; protected-headers=\"v1\"\nSubject: inside\n\nwords\n")
  let signed = try SMIMEMessage.sign(inner, by: try People.alice.credentials())
  let outer = "From: Carol <alice@example.org>\r\nTo: bob@example.org\r\nDate: today\r\nSubject: outside\r\n"
  let read = try Reader().read(Array(outer.utf8) + signed)
  #expect(read.code == 0 && read.says("subject: inside") && read.says("from: Carol <alice@example.org>"), "\(read)")
  for name in ["From", "To", "Date"] { #expect(read.says(uncovered(name)), "\(read)") }
  #expect(!read.says(uncovered("Subject")) && !read.says(uncovered("Cc")))
}

/// Whoever signs ciphertext need not know what it holds, nor have written it.
@Test(arguments: [SMIMEMessage.Encryption.authenticated, .unauthenticated])
func aSignatureAroundCiphertextIsNone(_ encryption: SMIMEMessage.Encryption) throws {
  let secret = try SMIMEMessage.encrypt(
    message("Content-Type: text/plain\n\nthe secret\n"), for: [try People.bob.der()], encryption)
  let signed = try SMIMEMessage.sign(secret, by: try People.alice.credentials())
  let read = try Reader().read(Array("From: alice@example.org\r\n".utf8) + signed)
  #expect(read.code == 2 && read.says("the secret"), "\(read)")
  #expect(read.says("verdict: not signed: nobody has signed it"))
  #expect(read.says("note: only the ciphertext was signed"))
  #expect((encryption == .unauthenticated) == read.says("alteration could not be noticed, and is not signed"))
}

@Test func aSignatureOnBothSidesCounts() throws {
  let credentials = try People.alice.credentials()
  let inner = try SMIMEMessage.sign(message("Content-Type: text/plain\n\nthe secret\n"), by: credentials)
  let secret = try SMIMEMessage.encrypt(inner, for: [try People.bob.der()])
  let read = try Reader().read(
    Array("From: alice@example.org\r\n".utf8) + (try SMIMEMessage.sign(secret, by: credentials)))
  #expect(read.code == 0 && read.says("the secret") && !read.says("only the ciphertext"), "\(read)")
}

/// What stands before an address must not push it out of sight, nor look like another.
@Test func anAddressIsAlwaysShownWhole() throws {
  let blanks = String(repeating: " ", count: 2500)
  let long = try Reader().read(message("From: \"bob@example.org\(blanks)\" <eve@example.org>\n\nx\n"))
  #expect(long.says("<eve@example.org>"), "\(long)")
  let encoded = try Reader().read(message("From: =?utf-8?q?bob=40example.org?= (x) @example.org\n\nx\n"))
  #expect(encoded.says("from: =?utf-8?q?bob=40example.org?=@example.org"), "\(encoded)")
  let many = (0..<300).map { "person\($0)@example.org" }.joined(separator: ",\n ")
  let read = try Reader().read(message("From: eve@example.org\nTo: \(many)\n\nx\n"))
  #expect(read.output.firstMatch(of: /person[0-9]+@example.org, and [0-9]+ more\n/) != nil, "\(read)")
}

@Test func whatIsNoListOfAddressesIsSaid() throws {
  let read = try Reader().read(message("From: bob@example.org <eve@example.org>\nTo: bob@example.org\n\nx\n"))
  #expect(read.says("from: bob@example.org <eve@example.org>") && read.says("note: From: is not in order"), "\(read)")
  #expect(!read.says("note: To:"))
}
