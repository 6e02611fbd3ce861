import Foundation
import TestSupport
import Testing

/// How a caller offers to resume: with what the node itself gave it, with another server's session and ticket, or with a
/// key agreed on beforehand (RFC 8446, section 2.2).
enum Offer: String, CaseIterable, Sendable {
  case ownSession, foreignTicket13, foreignTicket12, externalKey

  var version: String { self == .foreignTicket12 ? "-tls1_2" : "-tls1_3" }
}

/// A node that also speaks TLS 1.2, where a session has an identifier and a ticket its own message.
private func speakingBoth(_ policy: String = "allow * anchor=acme") -> NodeSetup {
  var setup = NodeSetup(policy: "anchor acme anchors/acme.pem\n\(policy)\n")
  setup.settings["MinimumTLS"] = "1.2"
  return setup
}

/// A session with a ticket that another server with the node's certificate and key has given to this caller.
private func foreignSession(_ scratch: Scratch, _ version: String, _ credential: Credential) throws -> String {
  let path = scratch.path + "/session\(version)"
  let (descriptor, port) = try Listening.open()
  close(descriptor)
  let server = try ChildProcess([
    "openssl", "s_server", "-6", "-accept", "[::1]:\(port)", "-cert", PKI.bob.chain, "-key", PKI.bob.key, version,
    "-verify", "3", "-alpn", "echo", "-naccept", "2",
  ])
  try server.output.wait(for: "ACCEPT")
  let client = try ChildProcess([
    "openssl", "s_client", "-connect", "[::1]:\(port)", version, "-cert", credential.chain, "-key", credential.key,
    "-alpn", "echo", "-sess_out", path,
  ])
  // Its session is written when the ticket has come: in TLS 1.3 after the handshake.
  try client.output.wait(for: version == "-tls1_3" ? "Post-Handshake New Session Ticket" : "Session-ID")
  client.write("Q\n")
  _ = try client.wait(seconds: 10)
  #expect(try Run(["openssl", "sess_id", "-in", path, "-noout", "-text"]).output.contains("TLS session ticket:"))
  // The offer is one: the server that gave the session resumes it.
  let again = try ChildProcess([
    "openssl", "s_client", "-connect", "[::1]:\(port)", version, "-cert", credential.chain, "-key", credential.key,
    "-alpn", "echo", "-sess_in", path,
  ])
  try again.output.wait(for: "Reused, ")
  again.write("Q\n")
  _ = try again.wait(seconds: 10)
  return path
}

/// What s_client is told, so that it offers; for what the node itself gives, a call before this one.
private func options(_ offer: Offer, _ node: Node, _ scratch: Scratch, _ credential: Credential) throws -> [String] {
  switch offer {
  case .foreignTicket13, .foreignTicket12:
    return [offer.version, "-sess_in", try foreignSession(scratch, offer.version, credential)]
  case .externalKey: return [offer.version, "-psk", "0123456789abcdef0123456789abcdef", "-psk_identity", "alice"]
  case .ownSession:
    let path = scratch.path + "/own"
    for version in ["-tls1_2", "-tls1_3"] {
      let call = try Talkative(node, credential, [version, "-sess_out", path])
      try call.exchange()
      try call.finish()
      #expect(!call.said.contains("TLS session ticket:"), "the node gives none")
    }
    // Nothing to offer with: s_client wrote no session, or one that nobody can resume.
    return FileManager.default.fileExists(atPath: path) ? ["-sess_in", path] : []
  }
}

/// s_client that says all it knows of the connection.
private final class Talkative {
  private let process: ChildProcess
  var said: String { process.output.text }

  init(_ node: Node, _ credential: Credential, _ options: [String]) throws {
    process = try ChildProcess(
      [
        "openssl", "s_client", "-connect", "[::1]:\(node.port)", "-cert", credential.chain, "-cert_chain",
        credential.chain, "-key", credential.key, "-alpn", "echo", "-no_ign_eof", "-nocommands",
      ] + options)
  }

  func exchange() throws {
    process.write("is anybody there\n")
    do { try process.output.wait(for: "\nis anybody there\n") } catch {
      throw TestFailure("\(error)\n\(process.errors.text)")
    }
  }

  func finish() throws {
    process.closeInput()
    try end()
  }

  func end() throws { _ = try process.wait(seconds: 15) }
}

@Test(arguments: Offer.allCases) func whoOffersToResumeShakesHandsInFull(_ offer: Offer) throws {
  let (scratch, node) = (try Scratch(), try Node(speakingBoth()))
  let options = try options(offer, node, scratch, PKI.alice)
  let before = node.trail.records.count { $0.event == .sessionClosed }
  for number in 1...2 {
    let call = try Talkative(node, PKI.alice, options)
    try node.report { try call.exchange() }
    try call.finish()
    #expect(call.said.contains("New, TLSv1.") && !call.said.contains("Reused"), "\(call.said)")
    _ = try node.trail.wait(for: .sessionClosed, count: before + number)
  }
  let verdicts = node.trail.records.filter { $0.event == .verdict }
  #expect(verdicts.allSatisfy { $0[.resumed] == "no" && $0[.peerName] == "Alice Example" })
}

/// Denied between two calls: the second is refused, whatever it offers.
@Test(arguments: Offer.allCases) func whoIsDeniedBetweenTwoCallsIsRefused(_ offer: Offer) throws {
  let (scratch, node) = (try Scratch(), try Node(speakingBoth()))
  let options = try options(offer, node, scratch, PKI.alice)
  let first = try Talkative(node, PKI.alice, options)
  try node.report { try first.exchange() }
  try first.finish()
  try node.reload(speakingBoth("deny * cn=\"Alice Example\"\nallow * anchor=acme"))
  try expectRefusal(node, options, reason: "policy:2")
}

/// Revoked between two calls.
@Test(arguments: Offer.allCases) func whoIsRevokedBetweenTwoCallsIsRefused(_ offer: Offer) throws {
  let authority = try Authority("Revoking Issuer")
  let lost = try authority.issue(.person("Lost"))
  var setup = speakingBoth()
  setup.policy = "anchor revoking anchors/revoking.pem crl=anchors/revoking.crl\nallow * anchor=revoking\n"
  setup.files = [
    "anchors/revoking.pem": try authority.pem, "anchors/revoking.crl": try authority.revocationList(),
  ]
  let (scratch, node) = (try Scratch(), try Node(setup))
  let options = try options(offer, node, scratch, lost)
  let first = try Talkative(node, lost, options)
  try node.report { try first.exchange() }
  try first.finish()
  setup.files["anchors/revoking.crl"] = try authority.revocationList([lost])
  try node.reload(setup)
  try expectRefusal(node, options, as: lost, reason: "revoked")
}

private func expectRefusal(
  _ node: Node, _ options: [String], as credential: Credential = PKI.alice, reason: String
) throws {
  let before = node.trail.records.count { $0.event == .handlerStarted }
  let second = try Talkative(node, credential, options)
  try second.end()
  #expect(!second.said.contains("Reused") && !second.said.contains("\nis anybody there\n"))
  let verdict = try node.trail.wait(for: .verdict) { $0[.verdict] == "deny" }
  #expect(verdict[.reason]?.contains(reason) == true || verdict[.rule] == reason, "\(verdict)")
  #expect(node.trail.records.count { $0.event == .handlerStarted } == before)
}
