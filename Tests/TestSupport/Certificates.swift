import Foundation

/// What a certificate is to say.
public struct CertificateRequest: Sendable {
  /// Kinds of keys, as `openssl req -newkey` names them.
  public enum Key: String, Sendable, CaseIterable {
    case p256 = "ec:P-256"
    case p384 = "ec:P-384"
    case rsa = "rsa:2048"
    case ed25519 = "ed25519"
    /// A signature takes milliseconds.
    case longRSA = "rsa:4096"
    /// Too short to be worth anything.
    case shortRSA = "rsa:1024"

    /// Those that are good enough.
    public static let good = allCases.filter { $0 != .shortRSA && $0 != .longRSA }
  }

  /// Days from now.
  public struct Validity: Sendable {
    let (from, to): (Int, Int)
    /// Valid now.
    public static let current = Validity(from: -2, to: 30)
    /// Valid now, and for longer than that.
    public static let older = Validity(from: -3, to: 30)
    /// No longer valid.
    public static let expired = Validity(from: -30, to: -1)
    /// Not yet valid.
    public static let future = Validity(from: 2, to: 30)
  }

  /// In `openssl req -subj` form.
  public var subject: String
  /// Its key.
  public var key = Key.p256
  /// When it is valid.
  public var validity = Validity.current
  /// What it is signed with.
  public var digest = "sha256"
  /// Lines of an extension section, x509v3_config(5).
  public var extensions: [String]
  /// Lines of the section `[names]` for `subjectAltName=@names`.
  public var names: [String] = []

  /// What a certificate is to say; it is signed with SHA-256.
  public init(
    subject: String, key: Key = .p256, validity: Validity = .current, extensions: [String], names: [String] = []
  ) {
    self.subject = subject
    self.key = key
    self.validity = validity
    self.extensions = extensions
    self.names = names
  }

  /// A person's, for client authentication, unless `extensions` say otherwise.
  public static func person(
    _ name: String, email: String? = nil, more subject: String = "", key: Key = .p256, validity: Validity = .current,
    usage: [String] = ["keyUsage=critical,digitalSignature", "extendedKeyUsage=clientAuth"]
  ) -> CertificateRequest {
    CertificateRequest(
      subject: subject + "/CN=" + name, key: key, validity: validity,
      extensions: ["basicConstraints=critical,CA:FALSE"] + usage, names: email.map { ["email.1=\($0)"] } ?? [])
  }
}

/// A certificate, what leads to its issuer, and its key, as PEM files.
public struct Credential: Sendable {
  /// The certificate, and after it the intermediate ones.
  public let chain: String
  /// The private key.
  public let key: String
  /// SHA-256 of the certificate, lower-case hexadecimal.
  public let fingerprint: String
  /// SHA-256 of the SubjectPublicKeyInfo.
  public let keyFingerprint: String

  /// What these files hold.
  public init(chain: String, key: String) throws {
    self.chain = chain
    self.key = key
    func digest(_ command: String) throws -> String {
      let text = try ChildProcess.run(["sh", "-c", command + " | openssl dgst -sha256 -r", chain])
      return String(text.prefix(64))
    }
    fingerprint = try digest("openssl x509 -in $0 -outform DER")
    keyFingerprint = try digest("openssl x509 -in $0 -pubkey -noout | openssl pkey -pubin -outform DER")
  }

  /// The certificate in the hands of somebody who does not have its P-256 key: in its place another, which claims to
  /// belong to it, as openssl(1) does not check (SEC 1, section C.4: the public key stands beside the private one).
  public func withoutItsKey() throws -> Credential {
    let script = """
      openssl x509 -in "$0" -noout -pubkey | openssl pkey -pubin -outform DER | tail -c 65 >"$1.point"
      { printf '\\060\\167\\002\\001\\001\\004\\040'; openssl rand 32 | { printf '\\001'; tail -c 31; }
        printf '\\240\\012\\006\\010\\052\\206\\110\\316\\075\\003\\001\\007\\241\\104\\003\\102\\000'
        cat "$1.point"; } >"$1.der"
      { echo '-----BEGIN EC PRIVATE KEY-----'; base64 <"$1.der"; echo '-----END EC PRIVATE KEY-----'; } >"$1"
      """
    let stolen = chain + ".stolen"
    try ChildProcess.run(["sh", "-c", script, chain, stolen])
    return try Credential(chain: chain, key: stolen)
  }

  /// The first certificate of the chain alone.
  public var certificatePEM: String {
    get throws { try ChildProcess.run(["openssl", "x509", "-in", chain]) }
  }

  /// Its `-subject` or `-issuer` as RFC 2253 writes it, characters beyond ASCII as they are.
  public func name(_ which: String) throws -> String {
    let text = try ChildProcess.run(
      ["openssl", "x509", "-in", chain, "-noout", which, "-nameopt", "RFC2253,-esc_msb,utf8"])
    return String(text.drop { $0 != "=" }.dropFirst()).trimmingCharacters(in: .newlines)
  }

  /// The serial number in hexadecimal.
  var serial: String {
    get throws { try Issuing.serial(of: chain) }
  }
}

/// A certification authority made by openssl(1).
public final class Authority: Sendable {
  /// Its own certificate, PEM.
  public let certificate: String
  let key: String
  /// The certificates between what it issues and the root, PEM text.
  private let intermediates: String

  private static let authorityExtensions = [
    "basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign", "subjectKeyIdentifier=hash",
  ]

  /// A root.
  public init(_ name: String) throws {
    let request = CertificateRequest(subject: "/CN=" + name, extensions: Self.authorityExtensions)
    (certificate, key) = try Issuing.issue(request, by: nil)
    intermediates = ""
  }

  /// One that another has certified; `usage` is a line of extensions more.
  public init(_ name: String, under issuer: Authority, usage: [String] = []) throws {
    let request = CertificateRequest(subject: "/CN=" + name, extensions: Self.authorityExtensions + usage)
    (certificate, key) = try Issuing.issue(request, by: issuer)
    intermediates = try String(contentsOfFile: certificate, encoding: .utf8) + issuer.intermediates
  }

  /// Its certificate's text.
  public var pem: String { get throws { try String(contentsOfFile: certificate, encoding: .utf8) } }

  /// Issues a certificate.
  public func issue(_ request: CertificateRequest) throws -> Credential {
    let (leaf, key) = try Issuing.issue(request, by: self)
    let chain = leaf + ".chain"
    try (String(contentsOfFile: leaf, encoding: .utf8) + intermediates)
      .write(toFile: chain, atomically: false, encoding: .utf8)
    return try Credential(chain: chain, key: key)
  }

  /// A certificate that nobody but its own key has signed.
  public static func selfSigned(_ request: CertificateRequest) throws -> Credential {
    let (leaf, key) = try Issuing.issue(request, by: nil)
    return try Credential(chain: leaf, key: key)
  }

  /// A revocation list with these certificates, issued and to be replaced so many days from now.
  public func revocationList(_ revoked: [Credential] = [], days: Int = 10, issued: Int = -20) throws -> String {
    try Issuing.revocationList(by: self, revoked.map { try $0.serial }, days: days, issued: issued)
  }

  /// A revocation list with these authorities.
  public func revocationList(_ revoked: [Authority]) throws -> String {
    try Issuing.revocationList(by: self, revoked.map { try Issuing.serial(of: $0.certificate) }, days: 10, issued: -20)
  }
}

/// Who most tests are about. Made once for the whole test run.
public enum PKI {
  /// The issuer that the node's policy accepts.
  public static let acme = try! Authority("Acme Issuer")
  /// Another with the same subject, which it does not.
  public static let impostor = try! Authority("Acme Issuer")
  /// The node.
  public static let bob = try! acme.issue(.person("Bob Example", email: "bob@example.org", more: "/UID=bob"))
  /// A friend.
  public static let alice = try! acme.issue(
    .person("Alice Example", email: "alice@example.org", more: "/O=Example Pte Ltd/UID=alice"))
}
