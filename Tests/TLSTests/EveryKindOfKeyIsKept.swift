import Foundation
import TLS
import TestSupport
import Testing

private func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: path))) }

private func credentials(_ chain: String, _ key: String) throws(TLSError) -> Credentials {
  try Credentials(
    certificates: (try? bytes(chain)) ?? [], key: (try? bytes(key)) ?? [], certificateName: "node.crt",
    keyName: "node.key")
}

@Test(arguments: CertificateRequest.Key.allCases.filter { $0 != .shortRSA })
func aKeyThatWasEncodedStillSignsHandshakes(_ kind: CertificateRequest.Key) throws {
  let issued = try PKI.acme.issue(.person("Bob", key: kind))
  let encoded = try credentials(issued.chain, issued.key).encode()
  let decoded = try Credentials(decoding: encoded)
  let (fingerprint, again) = (decoded.chain[0].fingerprint.description, try decoded.encode())
  #expect(fingerprint == issued.fingerprint && again == encoded)
  let ending = try Handshake.between(server: decoded, judge: Judging { nil })
  #expect(ending.server == .done(0) && ending.client == .done(0), "\(ending)")
}

@Test func anRSAKeyThatIsTooShortIsRefused() throws {
  let issued = try PKI.acme.issue(.person("Bob", key: .shortRSA))
  let kept = try Credentials(decoding: try credentials(issued.chain, issued.key).encode())
  let error = #expect(throws: TLSError.self) { _ = try Handshake.between(server: kept, judge: Judging { nil }) }
  #expect(error?.description == "use the certificate and key: ee key too small")
}

@Test func whatFollowsTheCertificateIsKept() throws {
  let issued = try Authority("Intermediate", under: PKI.acme).issue(.person("Bob"))
  let decoded = try Credentials(decoding: try credentials(issued.chain, issued.key).encode())
  let count = decoded.chain.count
  #expect(count == 2)
}

@Test func anothersKeyIsRefused() throws {
  let (bob, alice) = (PKI.bob, PKI.alice)
  let error = #expect(throws: TLSError.self) { _ = try credentials(bob.chain, alice.key).encode() }
  #expect(error?.description == "read node.key: it is not the key of the first certificate in node.crt")
}

@Test func aKeyBehindAPassphraseIsRefused() throws {
  let path = PKI.bob.key + ".locked"
  try ChildProcess.run(["openssl", "pkey", "-in", PKI.bob.key, "-aes256", "-passout", "pass:x", "-out", path])
  let error = #expect(throws: TLSError.self) { _ = try credentials(PKI.bob.chain, path).encode() }
  #expect(error?.description.contains("no private key in PEM form without a passphrase") == true)
}

@Test func aCurveThatIsNotSpokenIsRefused() throws {
  let directory = (PKI.bob.key as NSString).deletingLastPathComponent
  let (key, chain) = (directory + "/448.key", directory + "/448.pem")
  try ChildProcess.run(
    ["openssl", "req", "-x509", "-newkey", "ed448", "-nodes", "-subj", "/CN=Bob", "-keyout", key, "-out", chain])
  let error = #expect(throws: TLSError.self) { _ = try credentials(chain, key).encode() }
  #expect(error?.description == "encode the key: not an RSA, P-256, P-384 or Ed25519 key")
}

@Test func damagedCredentialsAreRefused() throws {
  let encoded = try credentials(PKI.bob.chain, PKI.bob.key).encode()
  for length in 0..<encoded.count {
    #expect(throws: TLSError.self) { _ = try Credentials(decoding: Array(encoded.prefix(length))).chain.count }
  }
}
