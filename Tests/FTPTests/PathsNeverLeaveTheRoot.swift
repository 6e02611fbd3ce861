import FTP
import Testing

@Test(arguments: [
  ("/", "/"), ("", "/in/a"), (".", "/in/a"), ("..", "/in"), ("../..", "/"), ("../../..", "/"),
  ("../../../../etc/passwd", "/etc/passwd"), ("/../../x", "/x"), ("b", "/in/a/b"), ("b/", "/in/a/b"),
  ("//b///c//", "/b/c"),
  ("./b/./c/.", "/in/a/b/c"), ("b/../c", "/in/a/c"), ("/pub/a b", "/pub/a b"), ("...", "/in/a/..."), ("~", "/in/a/~"),
  ("\\..\\b", "/in/a/\\..\\b"), (" b ", "/in/a/ b "), ("\u{1F600}/\"é\"", "/in/a/\u{1F600}/\"é\""),
  ("..\u{2F}x", "/in/x"), ("%2e%2e", "/in/a/%2e%2e"), ("..;", "/in/a/..;"),
])
func fromADirectory(_ argument: String, _ expected: String) throws {
  let here = try path("/in/a")
  #expect(try path(argument, from: here).text == expected)
}

@Test func theParentOfTheRootIsTheRoot() {
  #expect(VirtualPath().parent == VirtualPath() && VirtualPath().name == nil && VirtualPath().isRoot)
}

/// é in one scalar and in two are two files on a disk, whatever Swift says of the strings.
@Test func twoSpellingsAreTwoPaths() throws {
  #expect("\u{e9}" == "e\u{301}")
  #expect(try path("\u{e9}") != path("e\u{301}"))
}
