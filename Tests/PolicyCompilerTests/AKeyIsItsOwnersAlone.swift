import Foundation
import PolicyCompiler
import Processes
import TLS
import TestSupport
import Testing

@Test(arguments: [0o640, 0o604, 0o644, 0o660, 0o610]) func aKeyThatOthersMayReadIsRefused(_ mode: Int) throws {
  let scratch = try Scratch()
  try scratch.write("node.crt", try PKI.bob.certificatePEM)
  let key = try String(contentsOfFile: PKI.bob.key, encoding: .utf8)
  let path = try scratch.write("node.key", key, mode: mode_t(mode))
  let error = #expect(throws: CompileError.self) { _ = try NodeCredentials.read(directory: scratch.path).chain.count }
  #expect(
    error?.description == "\(path): permissions 0\(String(mode, radix: 8)) are too open, others could read the key; "
      + "run: chmod 600 \(path)")
  // The certificates alone are anybody's.
  #expect(try Chain(decoding: NodeCredentials.certificates(directory: scratch.path)).count == 1)
  chmod(path, 0o600)
  #expect(throws: Never.self) { _ = try NodeCredentials.read(directory: scratch.path).chain.count }
}

@Test func whatIsMissingSaysWhatToDo() throws {
  let scratch = try Scratch()
  let error = #expect(throws: CompileError.self) { _ = try NodeCredentials.read(directory: scratch.path).chain.count }
  #expect(
    error?.description
      == "\(scratch.path)/node.key: there is no such file; peertls node init DIR makes a key and a certificate")
}
