import Foundation
import TestSupport
import Testing

private let canRunPostfix = geteuid() == 0 && FileManager.default.fileExists(atPath: "/etc/postfix/master.cf")

@Test(.enabled(if: canRunPostfix, "Postfix starts as root alone"), .timeLimit(.minutes(4)))
func postfixSends() throws {
  let (node, scratch) = (try Node(.mail()), try Scratch())
  let postfix = try Postfix(to: node, as: PKI.alice, in: scratch)
  let samples = Sample.all + [.large]
  for sample in samples { try postfix.send(sample.kept, from: "alice@example.org", to: "bob@example.org") }
  _ = try eventually("\(samples.count) messages", seconds: 120) {
    MailHandler.names(node.mail).count == samples.count ? true : nil
  }
  let kept = try MailHandler.names(node.mail).map {
    [UInt8](try Data(contentsOf: URL(filePath: "\(node.mail)/Maildir/new/\($0)")))
  }
  for sample in samples {
    #expect(kept.filter { $0.suffix(sample.kept.count) == sample.kept[...] }.count == 1, "\(sample.testDescription)")
  }
  // What is refused comes back to who sent it at once, and is not tried again.
  try postfix.send(Sample.plain.kept, from: "eve@example.org", to: "bob@example.org")
  _ = try eventually("the refusal") {
    postfix.log.contains("dsn=5.7.1, status=bounced (host ::1[::1] said: 550 5.7.1 <eve@example.org> is no identity")
      ? true : nil
  }
  #expect(MailHandler.names(node.mail).count == samples.count)
  #expect(try node.stop() == 0)
}

/// Postfix's smtp-source, which knows no TLS, behind stunnel with Alice's certificate: 2,000 messages at 20 connections.
@Test(.timeLimit(.minutes(5)), arguments: [false, true])
func smtpSourceSendsTwoThousandMessages(_ keepsConnections: Bool) throws {
  let (node, scratch) = (try Node(.mail()), try Scratch())
  let tunnel = try Stunnel(to: node, as: PKI.alice, in: scratch)
  let source = try ChildProcess(
    ["smtp-source", "-s", "20", "-m", "2000", "-l", "4000", "-f", "alice@example.org", "-t", "bob@example.org"]
      + (keepsConnections ? ["-d"] : []) + ["[::1]:\(tunnel.port)"])
  let code = try source.wait(seconds: 280)
  #expect(code == 0, "\(source.errors.text.suffix(1000))\n\(node.trail.tail)")
  let names = MailHandler.names(node.mail)
  #expect(names.count == 2000)
  var identifiers: Set<Substring> = []
  var bodies: Set<Substring> = []
  for message in try MailHandler.messages(node.mail) {
    let parts = message.split(separator: "\n\n", maxSplits: 1)
    identifiers.formUnion(parts[0].split(separator: "\n").filter { $0.hasPrefix("Message-Id:") })
    bodies.insert(parts[1])
  }
  #expect(identifiers.count == 2000)
  // All have the same text; smtp-sink(1) is sent as much.
  #expect(bodies.map(\.utf8.count) == [3952])
  #expect(try FileManager.default.contentsOfDirectory(atPath: node.mail + "/Maildir/tmp").isEmpty)
  #expect(try node.stop() == 0)
}
