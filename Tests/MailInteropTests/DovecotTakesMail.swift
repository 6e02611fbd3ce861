import Foundation
import SMTP
import TestSupport
import Testing

private let canRunDovecot = geteuid() == 0 && FileManager.default.fileExists(atPath: "/usr/lib/dovecot/lmtp")

/// Dovecot's LMTP server with a configuration of its own. It wants to be started as root.
private final class Dovecot {
  let socket: String
  let process: ChildProcess

  init(in scratch: Scratch) throws {
    socket = scratch.path + "/lmtp"
    chmod(try scratch.directory("mail"), 0o777)
    try scratch.directory("dovecot")
    let configuration = try scratch.write(
      "dovecot.conf",
      """
      base_dir = \(scratch.path)/dovecot
      state_dir = \(scratch.path)/dovecot/state
      log_path = /dev/stderr
      ssl = no
      protocols = lmtp
      default_internal_user = nobody
      default_internal_group = nogroup
      default_login_user = nobody
      mail_location = maildir:\(scratch.path)/mail/%u
      mail_uid = nobody
      mail_gid = nogroup
      first_valid_uid = 1
      userdb {
        driver = static
        args = uid=nobody gid=nogroup home=\(scratch.path)/mail allow_all_users=yes
      }
      passdb {
        driver = static
        args = nopassword=y
      }
      service lmtp {
        unix_listener \(scratch.path)/lmtp {
          mode = 0666
        }
      }
      protocol lmtp {
        postmaster_address = postmaster@example.org
      }

      """)
    process = try ChildProcess(["dovecot", "-F", "-c", configuration])
    let path = socket
    _ = try eventually("Dovecot's socket") { FileManager.default.fileExists(atPath: path) ? true : nil }
  }

  deinit {
    process.signal(SIGTERM)
    _ = try? process.wait()
  }
}

@Test(.enabled(if: canRunDovecot, "Dovecot starts as root alone")) func dovecotTakesMailOverLMTP() throws {
  let scratch = try Scratch()
  let dovecot = try Dovecot(in: scratch)
  let state = try scratch.directory("state")
  func send(_ letter: Letter) throws -> [Reply] {
    try MailHandler(state, options: ["--lmtp", dovecot.socket]).converse(letter.data)
  }
  let letter = Letter(body: "..dots\r\nhello\r\n").to("<bob@example.org>", "<bob+x@example.org>")
  #expect(try send(letter).last?.code == 250)
  #expect(try send(letter).last?.lines == ["taken before"])
  // Each recipient has a copy; Dovecot knows details, too.
  let directory = scratch.path + "/mail/bob@example.org/new"
  let names = try FileManager.default.contentsOfDirectory(atPath: directory)
  #expect(names.count == 2)
  for name in names {
    let text = try String(contentsOfFile: directory + "/" + name, encoding: .utf8)
    #expect(text.contains("policy.x-key=\(ChatPerson.alice.key)\n") && text.hasSuffix("\n.dots\nhello\n"))
  }
  #expect(try FileManager.default.contentsOfDirectory(atPath: state + "/tmp").isEmpty)
}

/// While there is no server the message stays with who sends it.
@Test func withoutAServerMailWaits() throws {
  let scratch = try Scratch()
  let state = try scratch.directory("state")
  let replies = try MailHandler(state, options: ["--lmtp", scratch.path + "/nobody"]).converse(Letter().data)
  #expect(replies.last?.code == 451 && replies.last?.status == EnhancedStatus(4, 3, 0))
}
