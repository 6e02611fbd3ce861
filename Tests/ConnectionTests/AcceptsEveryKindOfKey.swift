import TestSupport
import Testing

@Test(arguments: CertificateRequest.Key.good) func acceptsEveryKindOfKey(_ key: CertificateRequest.Key) throws {
  try expectWelcome(for: try PKI.acme.issue(.person("Friend", key: key)))
}

@Test(arguments: CertificateRequest.Key.good) func answersWithEveryKindOfKey(_ key: CertificateRequest.Key) throws {
  var setup = NodeSetup()
  setup.credential = try PKI.acme.issue(.person("Node", key: key))
  try expectWelcome(for: PKI.alice, by: setup)
}

@Test(arguments: CertificateRequest.Key.good) func answersWithEveryKindOfKeyOverTLS12(
  _ key: CertificateRequest.Key
) throws {
  var setup = NodeSetup()
  setup.settings["MinimumTLS"] = "1.2"
  setup.credential = try PKI.acme.issue(.person("Node", key: key))
  let caller = try PKI.acme.issue(.person("Caller", key: .rsa))
  // Over each curve: the parts that peertls-keyd signs are of other lengths. A certificate's must be among them.
  let curves =
    switch key {
    case .p256: ["X25519:P-256", "P-256"]
    case .p384: ["X25519:P-384", "P-384"]
    default: ["X25519", "P-256", "P-384"]
    }
  for curve in curves {
    let record = try expectWelcome(for: caller, by: setup, options: ["-tls1_2", "-curves", curve])
    #expect(record[.tlsVersion] == "TLSv1.2")
  }
}

/// The digest of the transcript is SHA-384's or SHA-256's.
@Test(arguments: ["TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256"])
func answersOverEveryCipher(_ cipher: String) throws {
  let record = try expectWelcome(for: PKI.alice, options: ["-ciphersuites", cipher])
  #expect(record[.tlsCipher] == cipher)
}

/// RFC 8446, section 4.2.3: the schemes that an RSA key can be asked for.
@Test(arguments: ["rsa_pss_rsae_sha256", "rsa_pss_rsae_sha384", "rsa_pss_rsae_sha512"])
func anRSAKeySignsAsTheCallerAsks(_ scheme: String) throws {
  var setup = NodeSetup()
  setup.credential = try PKI.acme.issue(.person("Node", key: .rsa))
  try expectWelcome(for: PKI.alice, by: setup, options: ["-sigalgs", scheme + ":ECDSA+SHA256"])
}
