import Foundation

/// Debian's stunnel in front of a node: a TCP port of [::1] for clients that know no TLS, with a client's certificate.
public struct Stunnel: Sendable {
  /// The port that it listens on.
  public let port: UInt16
  /// The program.
  public let process: ChildProcess

  /// Starts one.
  public init(to node: Node, as credential: Credential, in scratch: Scratch) throws {
    let listener = try Listening.open()
    port = listener.port
    close(listener.descriptor)
    let file = try scratch.write(
      "stunnel-\(port).conf",
      """
      foreground = yes
      pid =
      syslog = no
      debug = notice
      client = yes
      [node]
      accept = ::1:\(port)
      connect = ::1:\(node.port)
      cert = \(credential.chain)
      key = \(credential.key)
      sslVersion = TLSv1.3

      """)
    process = try ChildProcess(["stunnel", file])
    try process.errors.wait(for: "Configuration successful", seconds: 20)
  }
}
