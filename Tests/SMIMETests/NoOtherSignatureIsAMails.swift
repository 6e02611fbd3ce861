import Foundation
import MIME
import TestSupport
import Testing

private let forger = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Clients/forge.py").path
private let excuse = "BAD: the signature is not one of a mail, so it may have been made for something else"

/// A mail from somebody whose signature, made for something else, is in `input`.
private func forged(_ what: String, from: String, _ input: String) throws -> [UInt8] {
  Array(try ChildProcess.run(["sh", "-c", "python3 \"$0\" \"$1\" \"$2\" <\"$3\"", forger, what, from, input]).utf8)
}

@Test(arguments: [["-noattr"], ["-noattr", "-nodetach"]])
func aSignatureWithoutAttributesProvesNothing(_ options: [String]) throws {
  let reader = try Reader()
  let body = try reader.file("body", message("Content-Type: text/plain\n\nby openssl\n"))
  let text = try ChildProcess.run(
    ["openssl", "cms", "-sign", "-in", body, "-signer", People.alice.chain, "-inkey", People.alice.key]
      + ["-from", "alice@example.org"] + options)
  let read = try reader.read(Array(text.utf8))
  #expect(read.code == 1 && read.says("by Alice") && read.says(excuse), "\(read)")
}

/// Any stranger can have one of a node, and the node's key is the one that signs its owner's mail.
@Test func whatOpensAConnectionIsNoMail() throws {
  let node = try Node()
  let reader = try Reader()
  let said = reader.scratch.path + "/said"
  // The node refuses a caller without a certificate, and says so by ending the connection.
  _ = try ChildProcess.run([
    "sh", "-c",
    "openssl s_client -connect \"$0\" -tls1_3 -ciphersuites TLS_AES_128_GCM_SHA256 -alpn echo -msg >\"$1\" 2>&1 || true",
    node.address, said,
  ])
  let read = try reader.read(try forged("handshake", from: "bob@example.org", said))
  #expect(read.code == 1 && read.says("by Bob Example <bob@example.org>") && read.says(excuse), "\(read)")
}

@Test func aMailsAttributesAreNoMail() throws {
  let reader = try Reader()
  let mail = try Entity(try signed(try letter(), by: People.alice))
  let signature = try reader.file("signature", mail.parts[1].content)
  let read = try reader.read(try forged("attributes", from: "alice@example.org", signature))
  #expect(read.code == 1 && read.says("by Alice <alice@example.org>") && read.says(excuse), "\(read)")
}

/// The content's type outside is not signed: that the signed one is another is what counts.
@Test func aTypeThatWasChangedOutsideIsNone() throws {
  let reader = try Reader()
  let body = try reader.file("body", message("Content-Type: text/plain\n\nby openssl\n"))
  let signature = reader.scratch.path + "/signature.der"
  try ChildProcess.run([
    "openssl", "cms", "-sign", "-in", body, "-signer", People.alice.chain, "-inkey", People.alice.key, "-nodetach",
    "-econtent_type", "1.2.840.113549.1.7.5", "-outform", "DER", "-out", signature,
  ])
  var bytes = [UInt8](try Data(contentsOf: URL(filePath: signature)))
  // digestedData where the content is, and where it is signed; data in the place of the first.
  let type: [UInt8] = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x05]
  let place = try #require(bytes.firstRange(of: type))
  #expect(bytes[place.upperBound...].firstRange(of: type) != nil)
  bytes[place.upperBound - 1] = 1
  let mail = message(
    "From: alice@example.org\nContent-Type: application/pkcs7-mime; smime-type=signed-data\n"
      + "Content-Transfer-Encoding: base64\n\n\(Data(bytes).base64EncodedString(options: .lineLength64Characters))\n")
  let read = try reader.read(mail)
  #expect(read.code == 1 && read.says("by Alice <alice@example.org>") && read.says(excuse), "\(read)")
}

/// Attributes of something that is no data, such as a time stamp, are none of a mail.
@Test func aSignatureOfAnotherTypeIsNoMails() throws {
  let reader = try Reader()
  let body = try reader.file("body", message("Content-Type: text/plain\n\nby openssl\n"))
  let text = try ChildProcess.run([
    "openssl", "cms", "-sign", "-in", body, "-signer", People.alice.chain, "-inkey", People.alice.key,
    "-econtent_type", "1.2.840.113549.1.9.16.1.4", "-nodetach", "-from", "alice@example.org",
  ])
  let read = try reader.read(Array(text.utf8))
  #expect(read.code == 1 && read.says("BAD: the signature cannot be read"), "\(read)")
}
