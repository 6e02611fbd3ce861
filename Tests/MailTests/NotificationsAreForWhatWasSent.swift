import Digests
import Foundation
import TestSupport
import Testing

private func report(
  about id: String, from: String = "MAILER-DAEMON@example.org", type: String = "multipart/report; boundary=x"
)
  -> Letter
{
  let body = "--x\r\nContent-Type: message/rfc822\r\n\r\nFrom: bob@example.org\r\nMessage-ID: \(id)\r\n\r\n--x--\r\n"
  return Letter(id: "dsn", body: body).from("<>").with("From", from).with("Content-Type", type)
}

/// Notes that a message was sent, as `peertls mail` does.
private func note(_ id: String, in state: String) throws {
  try FileManager.default.createDirectory(atPath: state + "/.sent", withIntermediateDirectories: true)
  let name = SHA256.digest(Array(id.utf8)).map { String(format: "%02x", $0) }.joined()
  #expect(FileManager.default.createFile(atPath: "\(state)/.sent/\(name)", contents: nil))
}

@Test(arguments: ["MAILER-DAEMON@example.org", "postmaster@work.example", "alice@example.org"])
func aNotificationAboutOurMailIsTaken(_ from: String) throws {
  let outcome = try outcome(of: report(about: "<ours@example.org>", from: from).data) {
    try note("<ours@example.org>", in: $0)
  }
  #expect(outcome.codes == [250, 250, 250, 354, 250])
  #expect(outcome.messages.first?.hasPrefix("Return-Path: <>\n") == true)
  #expect(outcome.messages.first?.contains("smtp.mailfrom") == false)
  // Only whom the certificate names is said to be the author.
  #expect(outcome.messages.first?.contains("header.from=") == (from == "alice@example.org"))
}

/// Its domain is its own word.
@Test func whomNobodyVouchesForIsNoMailSystem() throws {
  let eve = ChatPerson("Eve", emails: ["eve@example.org"], letters: "e5", anchor: "")
  let outcome = try outcome(of: report(about: "<ours@example.org>").data, peer: eve) {
    try note("<ours@example.org>", in: $0)
  }
  #expect(outcome.codes == [250, 250, 250, 354, 550] && outcome.messages.isEmpty)
}

@Test(arguments: [
  report(about: "<other@example.org>"), report(about: "ours@example.org"),
  report(about: "<ours@example.org>", from: "MAILER-DAEMON@example.com"),
  report(about: "<ours@example.org>", from: "eve@example.org"),
  report(about: "<ours@example.org>", type: "text/plain"),
  Letter(id: "dsn", body: "Dear Bob, pay me\r\nMessage-ID: <ours@example.org>\r\n").from("<>")
    .with("From", "MAILER-DAEMON@example.org").with("Content-Type", "multipart/report; boundary=x"),
])
func otherMailWithoutASenderIsRefused(_ letter: Letter) throws {
  let outcome = try outcome(of: letter.data) { try note("<ours@example.org>", in: $0) }
  #expect(outcome.codes == [250, 250, 250, 354, 550] && outcome.messages.isEmpty)
}
