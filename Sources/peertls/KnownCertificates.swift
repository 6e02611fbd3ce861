import Glibc
import MIME
import Processes
import TLS

/// DIR/certificates: whose mail can be encrypted to, one file an address, `ADDRESS.pem` with the address in lower case. The
/// first certificate in it is the person's.
struct KnownCertificates {
  /// The largest file, in bytes.
  static let maximumBytes = 256 * 1024

  /// The directory.
  let path: String

  /// Of a configuration directory.
  init(directory: String) { path = directory + "/certificates" }

  /// An address's file; nil where the address cannot be a file's name.
  func file(of address: String) -> String? {
    let name = MailAddress.folded(address) + ".pem"
    return Directory.isName(name) && !name.hasPrefix(".") ? path + "/" + name : nil
  }

  /// An address's certificate, DER; nil where there is none. Throws where its file cannot be read, or is wrong.
  func certificate(of address: String) throws -> [UInt8]? {
    guard let file = file(of: address), File.exists(file) else { return nil }
    do {
      return try Chain(pem: try File.contents(file, limit: KnownCertificates.maximumBytes), name: file)[0].der
    } catch let error as TLSError {
      throw Failure(.configuration, "\(error)")
    } catch {
      throw Failure(.noInput, "\(error)")
    }
  }
}
