import Foundation
import TestSupport

/// Debian's baresip with a certificate of its own, as a person would set it up to talk to a node directly.
struct Baresip {
  let process: ChildProcess
  /// It listens with TLS on this port of [::1]: the one after the one that it is told.
  let port: UInt16

  /// Its one contact is reached at a port of [::1].
  init(as credential: Credential, email: String, contact: String, at contactPort: UInt16, in scratch: Scratch) throws {
    let listener = try Listening.open()
    port = listener.port + 1
    close(listener.descriptor)
    let pem = try [credential.chain, credential.key].map { try String(contentsOfFile: $0, encoding: .utf8) }.joined()
    let certificate = try scratch.write("baresip/certificate.pem", pem, mode: 0o600)
    try scratch.write(
      "baresip/config",
      """
      sip_listen [::1]:\(listener.port)
      sip_certificate \(certificate)
      sip_verify_server no
      net_af ipv6
      module_path /usr/lib/baresip/modules
      module stdio.so
      module_app account.so
      module_app contact.so
      module_app menu.so

      """)
    let route = ";outbound=\"sip:[::1]:\(contactPort);transport=tls\""
    try scratch.write("baresip/accounts", "<sip:\(email);transport=tls>;regint=0\(route)\n")
    try scratch.write("baresip/contacts", "\"Peer\" <sip:\(contact)>\n")
    process = try ChildProcess(["baresip", "-f", scratch.path + "/baresip", "-6"])
    try process.output.wait(for: "baresip is ready", seconds: 20)
  }

  func quit() {
    process.write("/quit\n")
    _ = try? process.wait(seconds: 10)
  }
}
