import Testing

@Test(arguments: [
  ("cat", ["cat"]),
  ("/bin/sh -c 'a  b' \"c 'd'\" e", ["/bin/sh", "-c", "a  b", "c 'd'", "e"]),
  ("cat \"\" ''", ["cat", "", ""]),
  ("cat --name=\"a b\"c", ["cat", "--name=a bc"]),
  ("cat a\\sb \\t \\x41 \\102 \\u00e9 \\U0001F600 \\\"", ["cat", "a b", "\t", "A", "B", "é", "😀", "\""]),
  ("cat '\\'' \"\\\"\"", ["cat", "'", "\""]),
  ("cat \\xc3\\xa9", ["cat", "é"]),
  ("cat 100%% \\;", ["cat", "100%", ";"]),
  ("cat a;b ';'", ["cat", "a;b", ";"]),
]) func splits(_ text: String, _ words: [String]) throws {
  #expect(try command(text) == words)
}

@Test(arguments: [
  ("cat $HOME", "h.handler:2:15: $ is not expanded"),
  ("cat %h", "h.handler:2:15: % specifiers"),
  ("cat %", "h.handler:2:15: % specifiers"),
  ("cat 'a", "h.handler:2:15: this quotation is not closed"),
  ("cat \\q", "h.handler:2:15: unknown escape \\q"),
  ("cat \\x0", "h.handler:2:15: this escape needs 2 digits"),
  ("cat \\x00", "h.handler:2:15: this escape needs 2 digits of base 16, not all zero"),
  ("cat \\x-1", "h.handler:2:15: this escape needs 2 digits"),
  ("cat \\400", "h.handler:2:15: this escape is more than one byte"),
  ("cat \\ud800", "h.handler:2:15: this escape is no Unicode character"),
  ("cat \\xff", "h.handler:2:18: escapes make a word that is not UTF-8"),
  ("cat ; rm", "h.handler:2:15: a handler runs one command"),
  ("-cat", "h.handler:2:11: systemd's prefix -"),
  ("bin/cat", "h.handler:2:11: bin/cat is neither an absolute path"),
  ("/bin/../cat", "h.handler:2:11: /bin/../cat is neither"),
  ("/", "h.handler:2:11: / is neither"),
  ("..", "h.handler:2:11: .. is a directory"),
  ("'' a", "h.handler:2:11: the program's name is empty"),
]) func refuses(_ text: String, _ message: String) {
  let refusal = refusal("[Handler]\nExecStart=\(text)\n")
  #expect(refusal?.hasPrefix(message) == true, "\(refusal ?? "accepted")")
}

@Test func anErrorInAContinuedLineIsPlacedWhereItStands() {
  #expect(refusal("[Handler]\nExecStart=cat \\\n  # comment\n   $x\n")?.hasPrefix("h.handler:4:4: $ is") == true)
}
