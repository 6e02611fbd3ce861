import Foundation
import TestSupport
import Testing

/// What connect says to a call of `bob` with these contacts; the exit code is 78.
private func refusal(_ contacts: [UInt8]) throws -> String {
  let scratch = try Scratch()
  let directory = try scratch.person(PKI.alice)
  try Data(contacts).write(to: URL(filePath: directory + "/contacts"))
  let run = try peertls("connect", "--config", directory, "bob", "echo")
  #expect(run.code == 78 && run.output.isEmpty, "\(run.errors)")
  return run.errors.replacingOccurrences(of: directory + "/", with: "")
}

private let bob = "bob [::1]:9 key=\(String(repeating: "ab", count: 32))\n"

@Test func aNameStandsForOne() throws {
  let found = try refusal(Array(("# friends\n" + bob + "\n" + bob).utf8))
  #expect(found == "peertls: contacts:4:1: bob is in line 2 already; give one of them another name\n")
}

@Test(arguments: [
  (Array("carol\n".utf8), "contacts:2:6: found \"\"; expected [ADDRESS]:PORT"),
  (Array("carol 192.0.2.1:80\n".utf8), "contacts:2:7: found \"192.0.2.1:80\"; expected [ADDRESS]:PORT"),
  ([0x80, 0xff, 0x0a], "contacts:2:1: this is no text in UTF-8"), ([0, 1, 2, 0x1b, 0x0a], "contacts:2:5: found \"\""),
]) func aLineThatIsNoContactIsRefused(_ line: [UInt8], _ error: String) throws {
  let found = try refusal(Array(bob.utf8) + line)
  #expect(found.hasPrefix("peertls: " + error), "\(found)")
}

@Test func aLinkLocalAddressNeedsItsInterface() throws {
  let found = try refusal(Array(bob.replacing("::1", with: "fe80::1").utf8))
  #expect(found.hasPrefix("peertls: contacts:1:5: [fe80::1]:9 needs %interface"), "\(found)")
  let scratch = try Scratch()
  let pin = String(repeating: "ab", count: 32)
  let run = try peertls(
    "connect", "--config", try scratch.person(PKI.alice), "[fe80::1]:80", "echo", "--key", pin)
  #expect(run.code == 78 && run.errors.hasPrefix("peertls: [fe80::1]:80 needs %interface"), "\(run.errors)")
}
