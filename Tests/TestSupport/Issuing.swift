import Foundation

/// openssl(1) as an issuer: `openssl ca`, for only it takes any dates.
enum Issuing {
  private static let counter = Watched(0)

  /// Makes a key and has `issuer`, or the key itself, certify it. Returns the paths of certificate and key.
  static func issue(
    _ request: CertificateRequest, by issuer: Authority?
  ) throws -> (certificate: String, key: String) {
    let scratch = Scratch.lasting
    let name = next()
    let directory = try scratch.directory(name)
    try scratch.write("\(name)/index.txt", "")
    let names = request.names.isEmpty ? "" : "subjectAltName=@names\n[names]\n" + request.names.joined(separator: "\n")
    let configuration = try scratch.write(
      "\(name)/openssl.cnf",
      """
      utf8=yes
      string_mask=utf8only
      [req]
      distinguished_name=dn
      utf8=yes
      string_mask=utf8only
      [dn]
      [ca]
      default_ca=here
      [here]
      database=\(directory)/index.txt
      new_certs_dir=\(directory)
      rand_serial=yes
      default_md=default
      default_days=30
      preserve=yes
      unique_subject=no
      policy=any
      email_in_dn=yes
      utf8=yes
      string_mask=utf8only
      crl_extensions=crl
      [any]
      organizationName=optional
      organizationalUnitName=optional
      commonName=optional
      emailAddress=optional
      UID=optional
      [crl]
      authorityKeyIdentifier=keyid
      [leaf]
      \((issuer == nil ? [] : ["authorityKeyIdentifier=keyid"]).joined())
      \(request.extensions.joined(separator: "\n"))
      \(names)

      """)
    let (key, csr, certificate) = ("\(directory)/key.pem", "\(directory)/csr.pem", "\(directory)/certificate.pem")
    let curve = request.key.rawValue.hasPrefix("ec:")
    try ChildProcess.run(
      ["openssl", "req", "-new", "-config", configuration, "-utf8", "-nodes", "-subj", request.subject]
        + ["-newkey", curve ? "ec" : request.key.rawValue]
        + (curve ? ["-pkeyopt", "ec_paramgen_curve:" + request.key.rawValue.dropFirst(3)] : [])
        + ["-keyout", key, "-out", csr])
    try ChildProcess.run(
      ["openssl", "ca", "-batch", "-config", configuration, "-in", csr, "-out", certificate, "-notext"]
        + (request.key == .ed25519 && issuer == nil ? [] : ["-md", request.digest]) + [
          "-startdate", date(request.validity.from), "-enddate", date(request.validity.to), "-extensions", "leaf",
        ]
        + (issuer.map { ["-cert", $0.certificate, "-keyfile", $0.key] } ?? ["-selfsign", "-keyfile", key]))
    return (certificate, key)
  }

  /// The serial number of a certificate's file, in hexadecimal.
  static func serial(of certificate: String) throws -> String {
    let text = try ChildProcess.run(["openssl", "x509", "-in", certificate, "-noout", "-serial"])
    return String(text.drop { $0 != "=" }.dropFirst()).trimmingCharacters(in: .newlines)
  }

  /// Makes a revocation list in PEM, with these serial numbers.
  static func revocationList(by issuer: Authority, _ revoked: [String], days: Int, issued: Int) throws -> String {
    let scratch = try Scratch()
    let entries = revoked.map { serial in
      "R\t\(date(30).dropFirst(2))\t\(date(-1).dropFirst(2))\t\(serial)\tunknown\t/CN=revoked\n"
    }
    let index = try scratch.write("index.txt", entries.joined())
    let configuration = try scratch.write(
      "openssl.cnf",
      """
      [ca]
      default_ca=here
      [here]
      database=\(index)
      default_md=sha256
      crl_extensions=crl
      [crl]
      authorityKeyIdentifier=keyid

      """)
    return try ChildProcess.run(
      ["openssl", "ca", "-config", configuration, "-gencrl", "-cert", issuer.certificate, "-keyfile", issuer.key]
        + ["-crl_lastupdate", date(issued), "-crl_nextupdate", date(days)])
  }

  private static func next() -> String {
    counter.with { number in
      number += 1
      return "\(number)"
    }
  }

  private static func date(_ days: Int) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "UTC")
    formatter.dateFormat = "yyyyMMddHHmmss'Z'"
    return formatter.string(from: Date(timeIntervalSinceNow: Double(days) * 86400))
  }
}
