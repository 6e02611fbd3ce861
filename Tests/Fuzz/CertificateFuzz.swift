import Judge
import Policy
import Processes
import TLS

/// Feeds bytes to every reader of what a peer or a file may bring as a certificate, and to the readers of what the
/// compiler makes. Returning without a trap is the property, and what is said about identities and encodings below.
public func fuzzCertificate(_ bytes: [UInt8]) {
  if let certificate = Certificate(der: bytes) { read(certificate) }
  if let chain = try? Chain(pem: bytes, name: "fuzz") {
    for index in 0..<min(chain.count, 16) { read(chain[index]) }
  }
  if let chain = try? Chain(decoding: bytes), let encoded = try? chain.encode() {
    let count = (try? Chain(decoding: encoded))?.count
    precondition(count == chain.count, "certificates survive their encoding")
  }
  var rest = bytes[...]
  while true {
    let before = rest.count
    guard let list = RevocationList.next(in: &rest) else { break }
    precondition(rest.count < before, "reading a list moves on")
    _ = (list.thisUpdate, list.nextUpdate, list.isComplete, list.issuer, list.serials)
  }
  readPolicy(bytes)
}

private func read(_ certificate: borrowing Certificate) {
  let identity = certificate.identity
  _ = (certificate.validity, certificate.maySignHandshakes, certificate.pem)
  _ = (certificate.subjectHash, certificate.issuerHash, certificate.serial)
  guard let identity else { return }
  precondition(identity.certificate == certificate.fingerprint && identity.key == certificate.keyFingerprint)
  let names =
    [identity.name] + identity.emails + identity.userIDs + identity.organizations + identity.units
  for name in names {
    precondition(name.utf8.count <= Certificate.maximumNameLength)
    precondition(!name.unicodeScalars.contains { $0.properties.generalCategory == .control }, "no name has controls")
  }
  for list in [identity.emails, identity.userIDs, identity.organizations, identity.units] {
    precondition(list.count <= Certificate.maximumNames && !list.contains(""))
  }
}

private func readPolicy(_ bytes: [UInt8]) {
  guard let file = try? MemoryFile.make("fuzz"), (try? File.write(bytes, to: file.number, name: "fuzz")) != nil,
    let policy = try? CompiledPolicy(descriptor: file.number),
    let zero = Fingerprint(bytes: [UInt8](repeating: 0, count: 32)),
    let address = Address(bytes: [UInt8](repeating: 0, count: 16))
  else { return }
  _ = (policy.hash, policy.service(alpn: Array("echo".utf8)), policy.limits(ofHandler: "echo"))
  _ = (policy.anchors(subjectHash: 0), policy.anchorIndexes(of: zero), policy.lists(holding: .key(zero)))
  _ = policy.revocation(issuerKey: zero, serial: [1], now: 0)
  _ = policy.judge(nil, address: address, service: "echo", now: 0)
}
