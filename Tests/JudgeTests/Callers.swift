import Foundation
import TLS
import TestSupport

/// The people of the golden table.
enum Callers {
  static let dept = try! Authority("Acme Research", under: PKI.acme)
  private static let deep = try! (1...Verification.maximumIntermediates + 1).reduce(PKI.acme) {
    try Authority("Level \($1)", under: $0)
  }
  private static let deepest = try! (1...Verification.maximumIntermediates).reduce(PKI.acme) {
    try Authority("Step \($1)", under: $0)
  }
  private static let signature = "keyUsage=critical,digitalSignature"

  private static func usage(_ lines: String...) throws -> Credential {
    try PKI.acme.issue(.person("Uma Usage", email: "uma@example.org", usage: lines))
  }

  static let all: [String: Credential] = try! [
    "alice": PKI.alice,
    "mallory": PKI.impostor.issue(
      .person("Alice Example", email: "alice@example.org", more: "/O=Example Pte Ltd/UID=alice")),
    "paul": Authority.selfSigned(.person("Paul Pinned", email: "paul@example.org")),
    "stranger": Authority.selfSigned(.person("Alice Example", email: "alice@example.org")),
    "late": PKI.acme.issue(.person("Lena Late", email: "late@example.org", validity: .expired)),
    "early": PKI.acme.issue(.person("Egon Early", email: "early@example.org", validity: .future)),
    "latepaul": Authority.selfSigned(.person("Paul Late", email: "latepaul@example.org", validity: .expired)),
    "revoked": revoked,
    "mailbox": PKI.acme.issue(.person("box@example.org", email: "box@example.org")),
    "smime": usage(signature, "extendedKeyUsage=emailProtection"),
    "client": usage(signature, "extendedKeyUsage=clientAuth"),
    "server": usage(signature, "extendedKeyUsage=serverAuth"),
    "plain": usage(),
    "codesign": usage(signature, "extendedKeyUsage=codeSigning"),
    "encipher": usage("keyUsage=critical,keyEncipherment", "extendedKeyUsage=clientAuth"),
    "twofaced": PKI.acme.issue(
      CertificateRequest(
        subject: "/CN=Tom", extensions: ["subjectAltName=DER:30:06:81:09:61:40:62:63", signature])),
    "rsa": PKI.acme.issue(.person("Rosa", email: "rosa@example.org", key: .rsa)),
    "p384": PKI.acme.issue(.person("Pia", email: "pia@example.org", key: .p384)),
    "ed25519": PKI.acme.issue(.person("Edda", email: "edda@example.org", key: .ed25519)),
    "dora": dept.issue(.person("Dora Dept", email: "dora@example.org")),
    "toodeep": deep.issue(.person("Dina Deep", email: "dina@example.org")),
    "deep": deepest.issue(.person("Dan Deep", email: "dan@example.org")),
  ]

  static let revoked = try! PKI.acme.issue(.person("Rita Revoked", email: "rita@example.org"))

  static func file(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  /// The files that the table's policies name.
  static func files() throws -> [String: String] {
    [
      "acme.pem": try PKI.acme.pem, "dept.pem": try file(dept.certificate),
      "acme.crl": try PKI.acme.revocationList([revoked]), "old.crl": try PKI.acme.revocationList(days: -1),
      "node.crt": try file(PKI.bob.chain),
      "handlers/chat.handler": "[Handler]\nExecStart=cat\nALPN=sip/2\nIdleTimeout=5min\n",
      "handlers/file.handler": "[Handler]\nExecStart=cat\nALPN=ftp\n",
    ]
  }

  /// `{alice.key}` and `{alice.cert}` in a text as what they stand for.
  static func filled(_ text: String) -> String {
    all.reduce(text) { text, caller in
      text.replacingOccurrences(of: "{\(caller.key).key}", with: caller.value.keyFingerprint)
        .replacingOccurrences(of: "{\(caller.key).cert}", with: caller.value.fingerprint)
    }
  }
}
