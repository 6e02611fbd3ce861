import SMTP
import Testing

private func read(_ text: String) throws -> [String] {
  try AddressList.entries(in: Array(text.utf8)[...], limit: SMTPLimits.authors).map(\.mailbox.description)
}

@Test(arguments: [
  (" alice@example.org", ["alice@example.org"]), ("Alice <alice@example.org>", ["alice@example.org"]),
  ("\"Bob, B.\" <bob@example.org>, alice@example.org", ["bob@example.org", "alice@example.org"]),
  ("=?utf-8?Q?J=C3=B6rg?= <j@example.org>", ["j@example.org"]),
  ("A B C (comment, <x@y>) <a@example.org> (more (nested \\)))", ["a@example.org"]),
  ("Group: a@example.org, B <b@example.org>;", ["a@example.org", "b@example.org"]),
  ("nobody:;", []), ("a . b (c) @ example . org", ["a.b@example.org"]),
  ("<@r.example,@s.example:a@example.org>", ["a@example.org"]), (" , ,a@example.org,,", ["a@example.org"]),
  ("\"alice@example.org\" <eve@example.org>", ["eve@example.org"]),
  ("\"a\".b.\"c d\"@example.org", ["\"a.b.c d\"@example.org"]), ("a@[IPv6:2001:db8::1]", ["a@[IPv6:2001:db8::1]"]),
  ("Dr. J. R. \"Bob\" Dobbs <bob@example.org>", ["bob@example.org"]), ("", []),
])
func everyAddressIsFound(_ text: String, _ addresses: [String]) throws { #expect(try read(text) == addresses) }

/// Where two readers could see two authors there is none.
@Test(arguments: [
  "alice@example.org eve@example.org", "alice@example.org <eve@example.org>", "<alice@example.org> eve@example.org",
  "<alice@example.org", "alice@example.org>", "\"alice <alice@example.org>", "(alice <alice@example.org>",
  "alice <eve@example.org> <alice@example.org>", "alice@example.org\\, eve@example.org", "a b@example.org", "alice",
  "G: a@example.org", "G: H: a@example.org;;", "a@b@example.org", "a@example.org; b@example.org", "a..b@example.org",
  "<a b@example.org>", "a@exam_ple.org", "[x] <a@example.org>", "a\u{1}@example.org",
  String(repeating: "(", count: 20) + String(repeating: ")", count: 20) + "a@example.org",
])
func ambiguousAuthorsAreRefused(_ text: String) { #expect(throws: SMTPError.self, "\(text)") { try read(text) } }

@Test func theirNumberIsLimited() throws {
  let list = (1...SMTPLimits.authors).map { "a\($0)@example.org" }
  #expect(try read(list.joined(separator: ",")).count == SMTPLimits.authors)
  #expect(throws: SMTPError.tooLong("list of addresses")) {
    try read((list + ["b@example.org"]).joined(separator: ","))
  }
}
