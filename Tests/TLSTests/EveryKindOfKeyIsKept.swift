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

@Test(arguments: CertificateRequest.Key.good) func everyKindOfKeyAnswersAndIsKnown(
  _ kind: CertificateRequest.Key
) throws {
  let issued = try PKI.acme.issue(.person("Bob", key: kind))
  let kept = try credentials(issued.chain, issued.key)
  let known = try kept.chain[0].keyKind()
  #expect(known == [.p256: .p256, .p384: .p384, .rsa: .rsa, .ed25519: .ed25519][kind])
  let ending = try Handshake.between(server: kept, judge: Judging { nil })
  #expect(ending.server == .done(0) && ending.client == .done(0), "\(ending)")
}

@Test func anRSAKeyThatIsTooShortIsRefused() throws {
  let issued = try PKI.acme.issue(.person("Bob", key: .shortRSA))
  let kept = try credentials(issued.chain, issued.key)
  let error = #expect(throws: TLSError.self) { _ = try Handshake.between(server: kept, judge: Judging { nil }) }
  #expect(error?.description == "use the certificate and key: ee key too small")
}

@Test func certificatesSurviveTheirEncoding() throws {
  let issued = try Authority("Intermediate", under: PKI.acme).issue(.person("Bob"))
  let encoded = try Chain(pem: try bytes(issued.chain), name: "node.crt").encode()
  let decoded = try Chain(decoding: encoded)
  let (count, fingerprint, again) = (decoded.count, decoded[0].fingerprint.description, try decoded.encode())
  #expect(count == 2 && fingerprint == issued.fingerprint && again == encoded)
}

@Test func anothersKeyIsRefused() throws {
  let error = #expect(throws: TLSError.self) { _ = try credentials(PKI.bob.chain, PKI.alice.key).chain.count }
  #expect(error?.description == "read node.key: it is not the key of the first certificate in node.crt")
}

@Test func aKeyBehindAPassphraseIsRefused() throws {
  let path = PKI.bob.key + ".locked"
  try ChildProcess.run(["openssl", "pkey", "-in", PKI.bob.key, "-aes256", "-passout", "pass:x", "-out", path])
  let error = #expect(throws: TLSError.self) { _ = try credentials(PKI.bob.chain, path).chain.count }
  #expect(error?.description.contains("no private key in PEM form without a passphrase") == true)
}

@Test func aCurveThatIsNotSpokenIsRefused() throws {
  let directory = (PKI.bob.key as NSString).deletingLastPathComponent
  let (key, chain) = (directory + "/448.key", directory + "/448.pem")
  try ChildProcess.run(
    ["openssl", "req", "-x509", "-newkey", "ed448", "-nodes", "-subj", "/CN=Bob", "-keyout", key, "-out", chain])
  let error = #expect(throws: TLSError.self) { _ = try credentials(chain, key).chain[0].keyKind() }
  #expect(error?.description == "use the key: not an RSA, P-256, P-384 or Ed25519 key")
}

@Test func damagedCertificatesAreRefused() throws {
  let encoded = try Chain(pem: try bytes(PKI.bob.chain), name: "node.crt").encode()
  for length in 0..<encoded.count {
    #expect(throws: TLSError.self) { _ = try Chain(decoding: Array(encoded.prefix(length))).count }
  }
  #expect(throws: TLSError.self) { _ = try Chain(decoding: encoded + [0]).count }
}
