import Configuration
import Testing

@Test func commentsBlanksAndForeignSectionsAreSkipped() throws {
  let read = try handler(
    "# one\n  ; two\n\n [Handler] \n\tExecStart = cat \n[X-Mine]\nAnything=at all\n[Handler]\nControl=on\n")
  #expect(read.command == ["cat"])
  #expect(read.control)
}

@Test func aBackslashContinuesOverComments() throws {
  #expect(try command("cat \\\n# no end here\n  -u\\\n-v") == ["cat", "-u", "-v"])
  #expect(try command("cat a\\\\") == ["cat", "a\\"], "an escaped backslash continues nothing")
  #expect(try command("cat \\") == ["cat"], "the end of the file ends the line")
}

@Test func anEmptyValuePutsTheDefaultBack() throws {
  let read = try handler(
    "[Handler]\nExecStart=one\nExecStart=\nExecStart=two\nALPN=a b\nALPN=\nALPN=c\nMaxSessions=3\nMaxSessions=\n")
  #expect(read.command == ["two"])
  #expect(read.alpn == ["c"])
  #expect(read.maxSessions == nil)
}

@Test func aLaterValueReplacesAnEarlierOne() throws {
  #expect(try handler("[Handler]\nExecStart=cat\nMaxSessions=3\nMaxSessions=4\n").maxSessions == 4)
}

@Test func aByteOrderMarkAndCarriageReturnsDoNoHarm() throws {
  #expect(try handler("\u{FEFF}[Handler]\r\nExecStart=cat\r\n").command == ["cat"])
}

@Test(arguments: ["1", "yes", "y", "true", "t", "on", "YES"]) func yes(_ word: String) throws {
  #expect(try handler("[Handler]\nExecStart=cat\nControl=\(word)\n").control)
}

@Test(arguments: ["0", "no", "n", "false", "f", "off"]) func no(_ word: String) throws {
  #expect(try !handler("[Handler]\nExecStart=cat\nControl=yes\nControl=\(word)\n").control)
}

@Test(arguments: [
  ("90", 90), ("1s", 1), ("2min", 120), ("1h30m", 5400), ("1 hour 1 sec", 3601), ("1M", 2_629_800), ("1y", 31_557_600),
]) func timeSpans(_ text: String, _ seconds: UInt32) throws {
  #expect(try handler("[Handler]\nExecStart=cat\nIdleTimeout=\(text)\n").idleTimeoutSeconds == seconds)
}

@Test(arguments: [("1048576", 1 << 20), ("1024K", 1 << 20), ("3M", 3 << 20), ("2G", 2 << 30), ("1T", 1 << 40)])
func sizes(_ text: String, _ bytes: UInt64) throws {
  #expect(try handler("[Handler]\nExecStart=cat\nLimitAS=\(text)\n").limits.addressSpace == bytes)
}
