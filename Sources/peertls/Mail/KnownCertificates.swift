import Journal
import MIME
import Processes
import SMIME
import TLS

/// DIR/certificates: to whom mail can be encrypted, one file an address, `ADDRESS.pem` with the address in lower case. The
/// first certificate in it is the person's. A line `AES-256-GCM` before it says that the person's mail reader knows that.
///
/// That a certificate is in there proves nothing: hold it against the contact's conditions before something is encrypted.
struct KnownCertificates {
  /// The largest file, in bytes.
  static let maximumBytes = 256 * 1024
  /// The most certificates that are kept behind the person's own.
  static let maximumIssuers = 8

  /// The directory.
  let path: String

  /// Of a configuration directory.
  init(directory: String) { path = directory + "/certificates" }

  /// An address's file; nil where the address cannot be a file's name.
  func file(of address: String) -> String? {
    let name = MailAddress.folded(address) + ".pem"
    return Directory.isName(name) && !name.hasPrefix(".") ? path + "/" + name : nil
  }

  /// What is known of an address.
  struct Entry {
    /// DER.
    let certificate: [UInt8]
    /// What stands behind it: certificates, DER, that may lead to an anchor.
    let others: [[UInt8]]
    /// How the person can be written to.
    let encryption: SMIMEMessage.Encryption
  }

  private static let readsAuthenticated = Array("AES-256-GCM\n".utf8)

  /// An address's certificate; nil where there is none. Throws where its file cannot be read, or is wrong.
  func entry(of address: String) throws -> Entry? {
    guard let file = file(of: address), File.exists(file) else { return nil }
    do {
      let bytes = try File.contents(file, limit: KnownCertificates.maximumBytes)
      let chain = try Chain(pem: bytes, name: file)
      let others = (1..<max(1, min(chain.count, KnownCertificates.maximumIssuers + 1))).map { chain[$0].der }
      let isAuthenticated = bytes.starts(with: KnownCertificates.readsAuthenticated)
      return Entry(
        certificate: chain[0].der, others: others, encryption: isAuthenticated ? .authenticated : .unauthenticated)
    } catch let error as TLSError {
      throw Failure(.configuration, "\(error)")
    } catch {
      throw Failure(.noInput, "\(error)")
    }
  }

  /// Keeps an address's certificate and its issuers, PEM, in place of one that is there. Says whether anything has changed.
  /// What the same certificate's owner reads, as an earlier mail said, stays.
  func keep(_ pem: [UInt8], readsAuthenticated: Bool, for address: String) throws -> Bool {
    guard let file = file(of: address) else {
      throw Failure(.cannotCreate, "\(path): no file can be called after \"\(address.sanitised)\"")
    }
    let old = try? entry(of: address)
    let isSame = try Chain(pem: pem, name: "a certificate")[0].der == old?.certificate
    let isAuthenticated = readsAuthenticated || (isSame && old?.encryption == .authenticated)
    let bytes = (isAuthenticated ? KnownCertificates.readsAuthenticated : []) + pem
    if let old = try? File.contents(file, limit: KnownCertificates.maximumBytes), old == bytes { return false }
    do {
      try File.makeDirectory(path)
      try NewFile.write(to: file, mode: 0o644) { try File.write(bytes, to: $0.number, name: file) }
    } catch {
      throw Failure(.cannotCreate, "\(error)")
    }
    return true
  }
}

extension KnownCertificates.Entry {
  /// What may lead to an anchor.
  var issuers: Chain {
    let chain = Chain()
    for der in others { if let certificate = Certificate(der: der) { chain.append(certificate) } }
    return chain
  }
}
