import Configuration
import Testing

private func reach(_ lines: String) throws -> Handler.Reach {
  try HandlerFile.parse(Array("[Handler]\nExecStart=a\n\(lines)\n".utf8), file: "x.handler").reach
}

@Test func pathsAddUp() throws {
  let reach = try reach("ReadOnlyPaths=/a -/b\nReadOnlyPaths='/c d'\nReadWritePaths=/e\nExecPaths=/usr/bin /bin")
  #expect(reach.readOnly.map(\.path) == ["/a", "/b", "/c d"])
  #expect(reach.readOnly.map(\.mayBeMissing) == [false, true, false])
  #expect(reach.readWrite.map(\.path) == ["/e"])
  #expect(reach.programs.map(\.path) == ["/usr/bin", "/bin"])
}

@Test func anEmptyValueForgetsThem() throws {
  #expect(try reach("ReadOnlyPaths=/a\nReadOnlyPaths=").readOnly.isEmpty)
}

@Test func familiesAreNamed() throws {
  #expect(try reach("RestrictAddressFamilies=AF_UNIX AF_INET6 AF_UNIX").families == [.unix, .inet6])
  #expect(try reach("RestrictAddressFamilies=none").families == [])
}

@Test(arguments: [
  ("ReadOnlyPaths=a", "x.handler:3:15: \"a\" is no absolute path without .. (a - before it lets it be missing)"),
  (
    "ExecPaths=/a/../b",
    "x.handler:3:11: \"/a/../b\" is no absolute path without .. (a - before it lets it be missing)"
  ),
  (
    "ReadWritePaths=" + String(repeating: "/a ", count: 65),
    "x.handler:3:16: more than 64 paths; name a directory that they are in"
  ),
  (
    "RestrictAddressFamilies=AF_UNIX AF_PACKET",
    "x.handler:3:33: \"AF_PACKET\" is not one of AF_UNIX AF_INET AF_INET6, or none alone"
  ),
]) func wrongOnesAreSaid(_ line: String, _ message: String) {
  let error = #expect(throws: ConfigurationError.self) { try reach(line) }
  #expect(error?.description == message)
}

@Test func landlockIsRequiredWhole() throws {
  let required = try NodeConfiguration.parse(Array("[Node]\nRequire=landlock\n".utf8), file: "n.conf")
  #expect(required.unmet(landlock: 6, complete: 6) == nil)
  #expect(required.unmet(landlock: 3, complete: 6)?.contains("this kernel has 3") == true)
  #expect(required.unmet(landlock: 0, complete: 6)?.contains("this kernel has none") == true)
  #expect(NodeConfiguration().unmet(landlock: 0, complete: 6) == nil)
}
