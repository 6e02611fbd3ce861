import Policy
import Testing

private func pattern(_ text: String) throws -> Condition? {
  try policy(text).rules.first?.conditions.first
}

@Test(arguments: [
  #"allow chat org="Example Pte Ltd""#,
  #"allow chat "org=Example Pte Ltd""#,
  #"allow chat org=Example" "Pte" "Ltd"#,
  "allow\tchat  \t org=\"Example Pte Ltd\"  # a comment",
  "\r\n  # only a comment\r\n\nallow chat org=\"Example Pte Ltd\"\r\n",
]) func wordsCanBeQuoted(text: String) throws {
  let expected = try policy("allow chat org=\"example  pte ltd\"").rules[0].conditions
  #expect(try policy(text).rules[0].conditions == expected)
}

@Test func quotesAndBackslashesAreEscaped() throws {
  guard case .name(.commonName, let glob) = try pattern(#"allow chat cn="a \"b\" \\ c\\d""#) else {
    Issue.record("no pattern")
    return
  }
  #expect(glob.pattern == #"a "b" \ c\d"#)
}

@Test func aHashInsideAWordIsNoComment() throws {
  guard case .name(.commonName, let glob) = try pattern("allow chat cn=a#b") else {
    Issue.record("no pattern")
    return
  }
  #expect(glob.pattern == "a#b")
}

@Test func declarationsKeepTheirPlaces() throws {
  let text = "# first\nanchor acme anchors/acme.pem  crl=\"my crl\"\nlist   friends  \"my friends\"\n"
  let source = try PolicySource.parse(Array(text.utf8), file: "policy")
  let anchor = try #require(source.anchors.first)
  #expect(anchor.name == "acme" && anchor.file == "anchors/acme.pem" && anchor.crl == "my crl")
  #expect(anchor.line == 2 && anchor.column == 13 && anchor.crlColumn == 35)
  let list = try #require(source.lists.first)
  #expect(list.name == "friends" && list.file == "my friends" && list.line == 3 && list.column == 17)
}
