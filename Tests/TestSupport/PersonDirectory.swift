import Foundation

extension Scratch {
  /// A person's configuration directory with this certificate and these contacts.
  public func person(_ credential: Credential, contacts: String = "", policy: String? = nil) throws -> String {
    try write("me/node.crt", String(contentsOfFile: credential.chain, encoding: .utf8))
    try write("me/node.key", String(contentsOfFile: credential.key, encoding: .utf8), mode: 0o600)
    try write("me/contacts", contacts)
    if let policy {
      try write("me/policy", policy)
      try write("me/acme.pem", try PKI.acme.pem)
    }
    return path + "/me"
  }
}
