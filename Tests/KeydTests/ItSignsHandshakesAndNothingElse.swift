import Foundation
import Handoff
import TLS
import TestSupport
import Testing

/// What it signs are exactly the bytes of RFC 8446, section 4.4.3, in the server's name, by every scheme of the key.
@Test(arguments: CertificateRequest.Key.good) func everyKindOfKeySignsACertificateVerify(
  _ key: CertificateRequest.Key
) throws {
  let keyd = try Keyd.ready(try PKI.acme.issue(.person("Node", key: key)))
  for length in [32, 48] {
    let content = verify(length: length)
    let spaces = [UInt8](repeating: 0x20, count: 64)
    let hash = [UInt8](repeating: 7, count: length)
    let ours = spaces + Array("TLS 1.3, server CertificateVerify".utf8) + [0] + hash
    let others = spaces + Array("TLS 1.3, client CertificateVerify".utf8) + [0] + hash
    for scheme in kind(key).schemes(for: content) {
      guard case .signature(let signature)? = try keyd.line().ask(SignRequest(content, scheme: scheme)) else {
        throw TestFailure("no signature by \(scheme)")
      }
      #expect(keyd.hasSigned(ours, signature, scheme))
      #expect(!keyd.hasSigned(others, signature, scheme))
    }
  }
}

/// RFC 8422, section 5.4, and only where the configuration allows TLS 1.2.
@Test(arguments: CertificateRequest.Key.good) func aServerKeyExchangeIsSignedWhereTLS12IsAllowed(
  _ key: CertificateRequest.Key
) throws {
  let credential = try PKI.acme.issue(.person("Node", key: key))
  let (old, new) = (try Keyd.ready(credential, allowsTLS12: true), try Keyd.ready(credential))
  for group: UInt16 in [29, 23, 24] {
    let content = exchange(group)
    for scheme in kind(key).schemes(for: content) {
      guard case .signature(let signature)? = try old.line().ask(SignRequest(content, scheme: scheme)) else {
        throw TestFailure("no signature by \(scheme)")
      }
      #expect(old.hasSigned(content.bytes, signature, scheme))
      #expect(try new.line().ask(SignRequest(content, scheme: scheme)) == .refused(.unfit))
    }
  }
}

@Test(arguments: CertificateRequest.Key.good) func aSchemeOfAnotherKeyIsRefused(
  _ key: CertificateRequest.Key
) throws {
  let keyd = try Keyd.ready(try PKI.acme.issue(.person("Node", key: key)), allowsTLS12: true)
  for content in [verify(), exchange()] {
    for scheme in SignatureScheme.allCases where !kind(key).schemes(for: content).contains(scheme) {
      #expect(try keyd.line().ask(SignRequest(content, scheme: scheme)) == .refused(.unfit), "\(scheme)")
    }
  }
}

/// A line that brings anything else is heard no more, and the acceptor is told; the others are served.
@Test func whatIsNoRequestEndsTheLine() throws {
  let keyd = try Keyd.ready(PKI.bob, allowsTLS12: true)
  let good = SignRequest(verify(), scheme: .ecdsaSHA256).encode()
  func with(_ at: Int, _ byte: UInt8, of bytes: [UInt8] = good) -> [UInt8] {
    var changed = bytes
    changed[at] = byte
    return changed
  }
  // A server's random that says nothing of TLS 1.3, and what as a whole could be a mail's signed attributes.
  let old = SignRequest(exchange(), scheme: .ecdsaSHA256).encode()
  var attributes = old
  attributes.replaceSubrange(3..<5, with: [0x31, 98])
  let hostile: [([UInt8], MalformedMessage)] = [
    ([0], .unknown), ([1], .tooShort), (good + [0], .tooLong), (Array(good.dropLast()), .tooShort),
    (with(0, 3), .unknown), (with(1, 0xff), .unknown), (with(3, 20), .unknown), (with(3, 48), .tooShort),
    (with(3, 33), .unknown), (with(3, 0), .unknown), (Array("TLS 1.3, client CertificateVerify".utf8), .unknown),
    (with(60, 0, of: old), .unknown), (attributes, .unknown), (with(67, 25, of: old), .unknown),
    (old + [0], .tooLong), ([UInt8](repeating: 1, count: 16384), .unknown),
  ]
  for (bytes, fault) in hostile {
    let line = try keyd.line(signatures: 3)
    try line.send(bytes)
    #expect(try keyd.hear() == .misbehaved(line.id, fault), "\(bytes.prefix(8))")
    // Not even what would have been good before.
    try? line.send(good)
    #expect(try keyd.line().ask(SignRequest(verify(), scheme: .ecdsaSHA256)) != nil)
    #expect(line.isSilent)
    try keyd.tell(.gone(line.id))
  }
}

@Test func descriptorsOnALineEndIt() throws {
  let keyd = try Keyd.ready(PKI.bob)
  for count in [1, 4, 5, 8] {
    let line = try keyd.line()
    try line.send(
      SignRequest(verify(), scheme: .ecdsaSHA256).encode(), descriptors: [Int32](repeating: 0, count: count))
    #expect(try keyd.hear() == .misbehaved(line.id, count > 4 ? .tooLong : .descriptors))
    let kept = ProcessTable.descriptors(of: keyd.process).count
    try keyd.tell(.gone(line.id))
    try keyd.tell(.ping)
    #expect(try keyd.hear() == .pong)
    // What it brought is closed once its session is gone, and the line with it.
    if Programs.isPrivileged { #expect(ProcessTable.descriptors(of: keyd.process).count == kept - count - 1) }
  }
}

/// A session that was taken over is no oracle: one signature for a connection, as many as the acceptor says at most, and the
/// same request a second time is as good as another.
@Test(arguments: [1, 3] as [UInt16]) func aLineHasSoManySignatures(_ allowed: UInt16) throws {
  let keyd = try Keyd.ready(PKI.bob)
  let line = try keyd.line(signatures: allowed)
  let request = SignRequest(verify(), scheme: .ecdsaSHA256)
  for _ in 0..<allowed {
    guard case .signature? = try line.ask(request) else { throw TestFailure("no signature") }
  }
  for _ in 0..<4 { #expect(try line.ask(request) == .refused(.spent)) }
  try line.send(request.encode())
  #expect(try keyd.hear() == .misbehaved(line.id, .tooLong))
}

/// A refused request costs as much as a signature.
@Test func whatIsRefusedIsCountedToo() throws {
  let keyd = try Keyd.ready(PKI.bob)
  let line = try keyd.line()
  #expect(try line.ask(SignRequest(verify(), scheme: .ed25519)) == .refused(.unfit))
  #expect(try line.ask(SignRequest(verify(), scheme: .ecdsaSHA256)) == .refused(.spent))
  #expect(kill(keyd.process, 0) == 0)
}

@Test func thereAreNoMoreLinesThanTheTableHolds() throws {
  let keyd = try Keyd.ready(PKI.bob, lines: 2)
  let request = SignRequest(verify(), scheme: .ecdsaSHA256)
  let lines = try (0..<3).map { _ in try keyd.line() }
  // It is closed, without being heard.
  #expect(try lines[2].hear() == nil)
  for line in lines[..<2] {
    guard case .signature? = try line.ask(request) else { throw TestFailure("no signature") }
  }
}

/// Whom the acceptor leaves, the key leaves too, whoever still has a line.
@Test func itEndsWithTheAcceptor() throws {
  let keyd = try Keyd.ready(PKI.bob)
  let line = try keyd.line(signatures: 9)
  _ = try line.ask(SignRequest(verify(), scheme: .ecdsaSHA256))
  shutdown(keyd.channel.descriptor.number, Int32(SHUT_WR))
  #expect(try keyd.waitForEnd() == 0)
  #expect(try line.hear() == nil)
}
