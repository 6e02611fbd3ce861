import Processes
import TLS

/// A node's or person's certificate and key, from their PEM files.
public enum NodeCredentials {
  /// DIR/node.crt and DIR/node.key. Throws where one is missing, broken or not the other's, and where others than its
  /// owner may read the key.
  public static func read(directory: String) throws(CompileError) -> Credentials {
    let path = directory + "/node.key"
    let file = try open(path)
    let status = try step(CompileError.init(_:)) { () throws(SystemError) in try FileStatus(of: file, name: path) }
    if let complaint = status.complaint(ofKey: path) { throw CompileError(complaint) }
    return try read(directory: directory, key: file, keyName: path)
  }

  /// DIR/node.crt alone, as peertls-keyd and the sessions get it.
  public static func certificates(directory: String) throws(CompileError) -> [UInt8] {
    let name = directory + "/node.crt"
    let bytes = try contents(try open(name), name)
    return try step(CompileError.init(_:)) { () throws(TLSError) in try Chain(pem: bytes, name: name).encode() }
  }

  private static func read(
    directory: String, key: borrowing Descriptor, keyName: String
  ) throws(CompileError) -> Credentials {
    let certificateName = directory + "/node.crt"
    let certificate = try open(certificateName)
    let bytes = try contents(certificate, certificateName)
    let secret = try contents(key, keyName)
    return try step(CompileError.init(_:)) { () throws(TLSError) in
      try Credentials(certificates: bytes, key: secret, certificateName: certificateName, keyName: keyName)
    }
  }

  private static func open(_ path: String) throws(CompileError) -> Descriptor {
    do throws(SystemError) { return try File.openRegular(path) } catch  where error.isMissing {
      throw CompileError.missing(path)
    } catch {
      throw CompileError(error)
    }
  }

  private static func contents(_ file: borrowing Descriptor, _ name: String) throws(CompileError) -> [UInt8] {
    do throws(SystemError) {
      return try File.contents(of: file, limit: Credentials.maximumFileLength, name: name)
    } catch {
      throw CompileError(error)
    }
  }
}
