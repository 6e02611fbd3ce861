import Policy
import Testing

@Test func aPolicyHasALargestSize() throws {
  let line = "#" + String(repeating: "x", count: 1022) + "\n"
  let full = String(repeating: line, count: 1024)
  #expect(error(of: full) == nil)
  #expect(error(of: full + "\n") == "policy:1:1: the policy has 1048577 bytes; at most 1048576 are read")
}

@Test func aLineHasALargestSize() {
  let line = "#" + String(repeating: "x", count: 4095)
  #expect(error(of: line + "\r\n" + line + "\n") == nil)
  #expect(error(of: "\n" + line + "x") == "policy:2:4097: the line is longer than 4096 bytes")
}

@Test func aWordHasALargestSize() {
  let word = "cn=" + String(repeating: "x", count: 1021)
  #expect(error(of: "allow chat \(word)") == nil)
  #expect(error(of: "allow chat \(word)x") == "policy:1:12: the word is longer than 1024 bytes")
}

@Test func aNameHasALargestSize() {
  let name = String(repeating: "x", count: 32)
  #expect(error(of: "allow \(name)") == nil)
  #expect(error(of: "allow \(name)x") != nil)
}

@Test(arguments: [
  ("allow chat", 4096, "policy:4097:1: one rule too many; a policy has at most 4096"),
  ("anchor a# f", 64, "policy:65:1: one anchor too many; a policy has at most 64"),
  ("list a# f", 256, "policy:257:1: one list too many; a policy has at most 256"),
]) func aPolicyHasAMostOfEachKind(line: String, most: Int, message: String) throws {
  func text(_ count: Int) -> String {
    (0..<count).map { line.replacing("#", with: String($0)) }.joined(separator: "\n")
  }
  let full = try policy(text(most))
  #expect(try RuleSet(decoding: full.encode()) == full)
  #expect(error(of: text(most + 1)) == message)
}
