import Foundation
import TestSupport
import Testing

private let (alice, bob) = ("alice@example.org", "bob@example.org")

@Test(arguments: Sample.all, ["message", "data", "pipelined", "chunks"])
func pythonSends(_ sample: Sample, _ mode: String) throws {
  let (node, scratch) = (try Node(.mail()), try Scratch())
  try python(mode, [alice, bob, scratch.write("message", bytes: sample.bytes)], as: PKI.alice, node: node)
  let kept = try only(node)
  // send_message() writes the header anew.
  if mode != "message" { #expect(Array(kept.suffix(sample.kept.count)) == sample.kept) }
  #expect(String(decoding: kept, as: UTF8.self).contains("policy.x-key=\(PKI.alice.keyFingerprint)\n"))
  #expect(try node.stop() == 0)
}

@Test(arguments: ["data", "chunks"]) func pythonSendsAttachmentsOf25MiB(_ mode: String) throws {
  let (node, scratch) = (try Node(.mail()), try Scratch())
  try python(mode, [alice, bob, scratch.write("message", bytes: Sample.large.bytes)], as: PKI.alice, node: node)
  #expect(try only(node).suffix(Sample.large.kept.count) == Sample.large.kept[...])
  #expect(try node.stop() == 0)
}

@Test func pythonSendsAnyOctets() throws {
  let (node, scratch) = (try Node(.mail()), try Scratch())
  let octets = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ $0 >> 8) }
  let sample = Sample("octets", type: "application/octet-stream", encoding: "binary", body: octets)
  try python("binary", [alice, bob, scratch.write("message", bytes: sample.bytes)], as: PKI.alice, node: node)
  #expect(try only(node).suffix(sample.bytes.count) == sample.bytes[...])
  #expect(try node.stop() == 0)
}

/// RFC 9598: an address beyond ASCII in the certificate, and one in RCPT.
@Test(arguments: ["data", "chunks", "message"]) func pythonSendsToAddressesOfAnyScript(_ mode: String) throws {
  let (node, scratch) = (try Node(.mail("peertls-smtp --address münchen@example.org")), try Scratch())
  var request = CertificateRequest.person("Jörg Example")
  request.names = ["otherName.1=1.3.6.1.5.5.7.8.9;FORMAT:UTF8,UTF8String:jörg@example.org"]
  request.extensions.append("subjectAltName=@names")
  let jörg = try PKI.acme.issue(request)
  let text = "From: Jörg <jörg@example.org>\r\nTo: münchen@example.org\r\nSubject: Grüße\r\n\r\nGrüße\r\n"
  let file = try scratch.write("message", bytes: Array(text.utf8))
  try python(mode, ["jörg@example.org", "münchen@example.org", file], as: jörg, node: node)
  let kept = String(decoding: try only(node), as: UTF8.self)
  #expect(kept.hasPrefix("Return-Path: <jörg@example.org>\nDelivered-To: münchen@example.org\n"))
  #expect(kept.contains("with UTF8SMTPS id"))
  #expect(try node.stop() == 0)
}

@Test(arguments: [false, true]) func swaksSends(_ isPipelined: Bool) throws {
  let node = try Node(.mail())
  try run(
    ["swaks", "--server", "[::1]", "-6", "--port", "\(node.port)", "--tls-on-connect", "--tls-cert", PKI.alice.chain]
      + ["--tls-key", PKI.alice.key, "--from", alice, "--to", "bob+swaks@example.org", "--helo", "client.example"]
      + ["--body", "hello from swaks"] + (isPipelined ? ["--pipeline"] : []),
    node: node)
  let kept = String(decoding: try only(node), as: UTF8.self)
  #expect(kept.contains("\nhello from swaks\n") && kept.contains("\nX-Original-To: bob+swaks@example.org\n"))
  #expect(try node.stop() == 0)
}

@Test(arguments: [
  (["--from", "eve@example.org"], "550 5.7.1"), (["--to", "carol@example.com"], "550 5.7.1"),
  (["--header", "From: eve@example.org"], "550 5.7.1"),
  (["--auth", "PLAIN", "--auth-user", "a", "--auth-password", "b"], "did not advertise authentication"),
])
func swaksIsToldWhyNot(_ options: [String], _ answer: String) throws {
  let node = try Node(.mail())
  let swaks = try ChildProcess(
    ["swaks", "--server", "[::1]", "-6", "--port", "\(node.port)", "--tls-on-connect", "--tls-cert", PKI.alice.chain]
      + ["--tls-key", PKI.alice.key, "--helo", "client.example"]
      + (options.contains("--from") ? [] : ["--from", alice]) + (options.contains("--to") ? [] : ["--to", bob])
      + options)
  swaks.closeInput()
  #expect(try swaks.wait(seconds: 30) != 0)
  #expect((swaks.output.text + swaks.errors.text).contains(answer), "\(swaks.output.text)")
  #expect(MailHandler.names(node.mail).isEmpty)
  #expect(try node.stop() == 0)
}

@Test(arguments: Sample.all) func msmtpSends(_ sample: Sample) throws {
  let (node, scratch) = (try Node(.mail()), try Scratch())
  let configuration = try scratch.write(
    "msmtprc",
    """
    account default
    host ::1
    port \(node.port)
    tls on
    tls_starttls off
    tls_certcheck off
    tls_cert_file \(PKI.alice.chain)
    tls_key_file \(PKI.alice.key)
    auth off
    from \(alice)

    """, mode: 0o600)
  try run(["msmtp", "-C", configuration, bob], input: sample.kept, node: node)
  #expect(try Array(only(node).suffix(sample.kept.count)) == sample.kept)
  #expect(try node.stop() == 0)
}

@Test(arguments: Sample.all + [.large]) func curlSends(_ sample: Sample) throws {
  let (node, scratch) = (try Node(.mail()), try Scratch())
  let file = try scratch.write("message", bytes: sample.bytes)
  try run(
    ["curl", "-sS", "--insecure", "--cert", PKI.alice.chain, "--key", PKI.alice.key, "--mail-from", alice]
      + ["--mail-rcpt", bob, "--upload-file", file, "smtps://[::1]:\(node.port)/client.example"],
    node: node)
  #expect(try only(node).suffix(sample.kept.count) == sample.kept[...])
  #expect(try node.stop() == 0)
}

/// A file as people write them, with the option that the page names for it.
@Test func curlSendsLinesThatEndWithLF() throws {
  let (node, scratch) = (try Node(.mail()), try Scratch())
  let file = try scratch.write("message", bytes: Sample.plain.kept)
  try run(
    ["curl", "-sSk", "--cert", PKI.alice.chain, "--key", PKI.alice.key, "--mail-from", alice, "--mail-rcpt", bob]
      + ["--crlf", "-T", file, "smtps://[::1]:\(node.port)/"],
    node: node)
  #expect(try only(node).suffix(Sample.plain.kept.count) == Sample.plain.kept[...])
  #expect(try node.stop() == 0)
}

/// And who offers ALPN chooses mail by it, whatever the socket is for.
@Test func mailHasItsALPN() throws {
  var setup = NodeSetup.mail()
  setup.handlers["echo"] = "ExecStart=cat\nALPN=echo"
  setup.socketName = "echo"
  let node = try Node(setup)
  let caller = try Caller(node, as: PKI.alice, alpn: "smtp")
  caller.write("EHLO x\r\nQUIT\r\n")
  try caller.output.wait(for: "221 2.0.0")
  #expect(caller.output.text.hasPrefix("220 [IPv6:::1] ESMTP"))
  caller.finish()
  #expect(try node.stop() == 0)
}
