import Policy
import Testing

private func read(_ line: String) throws -> ListEntry? {
  var reader = ListReader(file: "friends")
  return try reader.entry(line: Array(line.utf8)[...])
}

private let hex = String(repeating: "0AbC", count: 16)
private let fingerprint = Fingerprint(hex: hex)!

@Test(arguments: [
  ("cert:\(hex)", ListEntry.certificate(fingerprint)),
  ("  key:\(hex)  # Bob's telephone\r", .key(fingerprint)),
  ("Alice@EXAMPLE.Org", .email("Alice@example.org")),
  ("email:\"odd one\"@x", nil),
  (#"a:b@EXAMPLE.org"#, nil),
  ("email:a:b@EXAMPLE.org", .email("a:b@example.org")),
  ("a@B@C.org", .email("a@B@c.org")),
  ("ALICE", .userID("alice")),
  ("\"Alice   van  B\"", .userID("alice van b")),
  ("userid:Alice@Host", .userID("alice@host")),
  ("ÉCOLE", .userID("école")),
]) func listEntriesAreNormalised(line: String, entry: ListEntry?) throws {
  #expect((try? read(line)) == entry)
}

@Test(arguments: ["", "  \t ", "# alice", "\r"]) func blankLinesAndCommentsHoldNobody(line: String) throws {
  #expect(try read(line) == nil)
}

@Test func fingerprintsMayHaveColons() throws {
  let colons = stride(from: 0, to: 64, by: 2).map { String(hex.dropFirst($0).prefix(2)) }.joined(separator: ":")
  #expect(try read("cert:\(colons)") == .certificate(fingerprint))
  #expect(Fingerprint(hex: colons) == fingerprint)
  #expect(Fingerprint(hex: colons.replacing(":", with: "-")) == nil)
  #expect(Fingerprint(hex: String(hex.dropLast())) == nil)
  #expect(fingerprint.description == hex.lowercased())
  #expect(Fingerprint(bytes: [1, 2]) == nil)
}

@Test(arguments: [
  ("cert:abc", "friends:1:6: found \"abc\"; expected a whole SHA-256, 64 hexadecimal digits"),
  ("crt:abc", "friends:1:1: found \"crt:\"; expected cert:, key:, email: or userid: (did you mean \"cert\"?)"),
  ("alice bob", "friends:1:7: found \"bob\"; expected one entry a line (quote a userid with spaces)"),
  (
    "*@example.org",
    "friends:1:1: found a pattern; expected a whole entry (patterns go into the policy: email=*@example.org)"
  ),
  (
    "userid:a?",
    "friends:1:9: found a pattern; expected a whole entry (patterns go into the policy: email=*@example.org)"
  ),
  ("@example.org", "friends:1:1: found \"@example.org\"; expected an address, LOCAL@DOMAIN"),
  ("alice@", "friends:1:1: found \"alice@\"; expected an address, LOCAL@DOMAIN"),
  ("email:alice", "friends:1:7: found \"alice\"; expected an address, LOCAL@DOMAIN"),
  ("userid:", "friends:1:1: found nothing; expected a userid"),
  ("\"\"", "friends:1:1: found nothing; expected a userid"),
  ("al\u{1}ice", "friends:1:3: found the control character U+0001; expected text"),
]) func listErrorsNameThePlace(line: String, message: String) {
  do {
    _ = try read(line)
    Issue.record("\(line) was taken")
  } catch {
    #expect("\(error)" == message)
  }
}

@Test func listErrorsCountLines() {
  var reader = ListReader(file: "friends")
  #expect(throws: PolicyError(file: "friends", line: 3, column: 1, message: "found nothing; expected a userid")) {
    for line in ["# one", "alice", "\"\""] { _ = try reader.entry(line: Array(line.utf8)[...]) }
  }
  #expect(reader.line == 3)
}

@Test func recordKeysTellKindsApart() {
  let entries: [ListEntry] = [.certificate(fingerprint), .key(fingerprint), .email("x"), .userID("x")]
  #expect(entries.map { $0.recordKey.prefix(2) } == ["mc", "mk", "me", "mu"].map { Array($0.utf8)[...] })
  #expect(ListEntry.email("x").recordKey == Array("mex".utf8))
  #expect(ListEntry.key(fingerprint).recordKey.count == 34)
  #expect(ListEntry.userID("e\u{301}") != ListEntry.userID("\u{e9}"))
}
