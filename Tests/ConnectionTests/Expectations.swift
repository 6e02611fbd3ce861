import Journal
import TestSupport
import Testing

/// The alerts of RFC 8446, section 6, that a refused caller gets.
enum Alert: Int {
  case badCertificate = 42
  case unsupportedCertificate = 43
  case certificateRevoked = 44
  case certificateExpired = 45
  case unknownCA = 48
  case accessDenied = 49
  case decryptError = 51
  case protocolVersion = 70
  case certificateRequired = 116
  case noApplicationProtocol = 120

  /// As PEERTLS_ALERT has it.
  var name: String {
    switch self {
    case .badCertificate: "bad_certificate"
    case .unsupportedCertificate: "unsupported_certificate"
    case .certificateRevoked: "certificate_revoked"
    case .certificateExpired: "certificate_expired"
    case .unknownCA: "unknown_ca"
    case .accessDenied: "access_denied"
    case .decryptError: "decrypt_error"
    case .protocolVersion: "protocol_version"
    case .certificateRequired: "certificate_required"
    case .noApplicationProtocol: "no_application_protocol"
    }
  }
}

/// Calls a node and expects this alert, this verdict in the trail, and nothing from the handler.
@discardableResult
func expectRefusal(
  of credential: Credential?, by setup: NodeSetup = NodeSetup(), _ alert: Alert, rule: String = "default",
  verdict: String = "deny", reason: String, alpn: String? = "echo", options: [String] = [],
  environment: [String: String] = [:], sourceLocation: SourceLocation = #_sourceLocation
) throws -> Record {
  let node = try Node(setup)
  let caller = try Caller(node, as: credential, alpn: alpn, options: options, environment: environment)
  caller.write("let me in\n")
  try node.report { try caller.waitForEnd() }
  #expect(caller.alert == alert.rawValue, "\(caller.errors.text)", sourceLocation: sourceLocation)
  #expect(caller.output.text == "", sourceLocation: sourceLocation)
  let record = try node.trail.wait(for: .verdict)
  #expect(record[.verdict] == verdict, sourceLocation: sourceLocation)
  #expect(record[.rule] == rule, sourceLocation: sourceLocation)
  #expect(record[.alert] == alert.name, sourceLocation: sourceLocation)
  #expect(
    record[.reason]?.contains(reason) == true, "\(record[.reason] ?? "no reason")", sourceLocation: sourceLocation)
  #expect(record[.peerCertificate] == credential?.fingerprint, sourceLocation: sourceLocation)
  #expect(record[.peerKey] == credential?.keyFingerprint, sourceLocation: sourceLocation)
  let closed = try node.trail.wait(for: .sessionClosed)
  #expect(closed[.session] == record[.session], sourceLocation: sourceLocation)
  #expect(node.trail.records.allSatisfy { $0.event != .handlerStarted }, sourceLocation: sourceLocation)
  return record
}

/// Calls a node and expects to be let in: the handler gives a line back, and every record is there.
@discardableResult
func expectWelcome(
  for credential: Credential?, by setup: NodeSetup = NodeSetup(), rule: String = "policy:2",
  alpn: String? = "echo", options: [String] = [], sourceLocation: SourceLocation = #_sourceLocation
) throws -> Record {
  let node = try Node(setup)
  let caller = try Caller(node, as: credential, alpn: alpn, options: options)
  try node.report {
    try caller.exchange("hello")
    caller.finish()
    try caller.waitForEnd()
  }
  let record = try node.trail.wait(for: .verdict)
  #expect(record[.verdict] == "allow", sourceLocation: sourceLocation)
  #expect(record[.rule] == rule, sourceLocation: sourceLocation)
  #expect(record[.alert] == nil, sourceLocation: sourceLocation)
  #expect(record[.peerCertificate] == credential?.fingerprint, sourceLocation: sourceLocation)
  #expect(record[.peerKey] == credential?.keyFingerprint, sourceLocation: sourceLocation)
  _ = try node.trail.wait(for: .handlerStarted)
  let closed = try node.trail.wait(for: .sessionClosed)
  #expect(closed[.session] == record[.session], sourceLocation: sourceLocation)
  #expect(closed[.bytesIn] == "6", sourceLocation: sourceLocation)
  #expect(closed[.bytesOut] == "6", sourceLocation: sourceLocation)
  #expect(closed[.exit] == "0", sourceLocation: sourceLocation)
  return record
}
