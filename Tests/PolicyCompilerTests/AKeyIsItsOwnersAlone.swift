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
  let error = #expect(throws: CompileError.self) { _ = try NodeCredentials.read(directory: scratch.path).encode() }
  #expect(
    error?.description == "\(path): permissions 0\(String(mode, radix: 8)) are too open, others could read the key; "
      + "run: chmod 600 \(path)")
  // Whoever opened it for us answers for that.
  let open = try File.open(path)
  let credentials = try NodeCredentials.read(directory: scratch.path, keyDescriptor: open.number)
  let count = credentials.chain.count
  #expect(count == 1)
  chmod(path, 0o600)
  #expect(throws: Never.self) { _ = try NodeCredentials.read(directory: scratch.path).encode() }
}

@Test func whatIsMissingSaysWhatToDo() throws {
  let scratch = try Scratch()
  let error = #expect(throws: CompileError.self) { _ = try NodeCredentials.read(directory: scratch.path).encode() }
  #expect(
    error?.description
      == "\(scratch.path)/node.key: there is no such file; peertls node init DIR makes a key and a certificate")
}
