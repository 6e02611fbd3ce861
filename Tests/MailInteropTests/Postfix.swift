import Foundation
import TestSupport

/// Debian's Postfix with a configuration and a queue of its own: it takes mail by sendmail(1) and sends it to a node, with
/// Alice's certificate. It wants to be started as root.
final class Postfix {
  private let directory: String

  /// Starts one.
  init(to node: Node, as credential: Credential, in scratch: Scratch) throws {
    directory = try scratch.directory("postfix")
    for name in ["etc", "queue", "data"] { try scratch.directory("postfix/\(name)") }
    try ChildProcess.run(["chown", "postfix", directory + "/data"])
    try scratch.write(
      "postfix/etc/main.cf",
      """
      compatibility_level = 3.6
      queue_directory = \(directory)/queue
      data_directory = \(directory)/data
      command_directory = /usr/sbin
      daemon_directory = /usr/lib/postfix/sbin
      mail_owner = postfix
      setgid_group = postdrop
      myhostname = sender.example
      mydestination =
      inet_interfaces = loopback-only
      inet_protocols = ipv6
      maillog_file = \(directory)/log
      maillog_file_prefixes = \(directory)
      relayhost = [::1]:\(node.port)
      smtp_tls_wrappermode = yes
      smtp_tls_security_level = encrypt
      smtp_tls_cert_file = \(credential.chain)
      smtp_tls_key_file = \(credential.key)
      message_size_limit = 104857600
      alias_maps =
      alias_database =

      """)
    let services = try String(contentsOfFile: "/etc/postfix/master.cf", encoding: .utf8)
    // Nothing of it listens.
    let quiet = services.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.contains(" inet ") ? "#" + line : line
    }
    try scratch.write("postfix/etc/master.cf", quiet.joined(separator: "\n"))
    try ChildProcess.run(["postfix", "-c", directory + "/etc", "start"], seconds: 60)
  }

  deinit { _ = try? ChildProcess.run(["postfix", "-c", directory + "/etc", "abort"], seconds: 60) }

  /// Has it send a message.
  func send(_ message: [UInt8], from: String, to: String) throws {
    let sendmail = try ChildProcess(["sendmail", "-C", directory + "/etc", "-i", "-f", from, to])
    sendmail.write(message)
    sendmail.closeInput()
    guard try sendmail.wait(seconds: 60) == 0 else { throw TestFailure("sendmail: \(sendmail.errors.text)") }
  }

  /// What it has logged.
  var log: String { (try? String(contentsOfFile: directory + "/log", encoding: .utf8)) ?? "" }
}
