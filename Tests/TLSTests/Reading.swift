import Foundation
import Policy
import TLS
import TestSupport
import Testing

/// The first certificate of a PEM file.
func certificate(_ path: String) throws -> Certificate {
  try Chain(pem: [UInt8](try Data(contentsOf: URL(filePath: path))), name: path)[0]
}

/// A self-signed certificate with these names.
func certificate(subject: String, names: [String] = [], extensions: [String] = []) throws -> Certificate {
  let request = CertificateRequest(
    subject: subject, extensions: ["basicConstraints=CA:FALSE"] + extensions, names: names)
  return try certificate(try Authority.selfSigned(request).chain)
}

/// Whom a self-signed certificate with these names names.
func identity(subject: String, names: [String] = [], extensions: [String] = []) throws -> Identity? {
  try certificate(subject: subject, names: names, extensions: extensions).identity
}
