import Configuration
import Testing

@Test(arguments: [
  ("[Handler]\nexecstart=cat\n", "h.handler:2:1: unknown setting execstart=; did you mean ExecStart=?"),
  ("[Handler]\n  MaxSession=1\n", "h.handler:2:3: unknown setting MaxSession=; did you mean MaxSessions=?"),
  ("[Handler]\nQ=1\n", "h.handler:2:1: unknown setting Q=; known are Description= ExecStart= ALPN="),
  ("# c\n[Service]\n", "h.handler:2:1: unknown section [Service]; this file has one section, [Handler]"),
  ("ExecStart=cat\n", "h.handler:1:1: ExecStart= stands before any [Section]"),
  ("[Handler\n", "h.handler:1:1: a section is written [Name]"),
  ("[]\n", "h.handler:1:1: a section is written [Name]"),
  ("[Handler]\nExecStart\n", "h.handler:2:1: expected Key=Value"),
  ("[Handler]\n=cat\n", "h.handler:2:1: the name of the setting is missing"),
  ("[Handler]\n", "h.handler: ExecStart= is missing"),
  ("", "h.handler: ExecStart= is missing"),
  ("[Handler]\nExecStart=a\nExecStart=b\n", "h.handler:3:11: ExecStart= is given twice"),
  ("[Handler]\nMaxSessions=0\n", "h.handler:2:13: expected a number from 1 to 65536, not \"0\""),
  ("[Handler]\nMaxSessions=65537\n", "h.handler:2:13: expected a number"),
  ("[Handler]\nMaxSessions=99999999999999999999\n", "h.handler:2:13: expected a number"),
  ("[Handler]\nMaxSessions=-1\n", "h.handler:2:13: expected a number"),
  ("[Handler]\nMaxSessions=+1\n", "h.handler:2:13: expected a number"),
  ("[Handler]\nControl=perhaps\n", "h.handler:2:9: expected yes or no"),
  ("[Handler]\nIdleTimeout=0\n", "h.handler:2:13: expected a time from 1s to 315576000s"),
  ("[Handler]\nIdleTimeout=5parsecs\n", "h.handler:2:13: expected a time"),
  ("[Handler]\nIdleTimeout=18446744073709551615y\n", "h.handler:2:13: expected a time"),
  ("[Handler]\nIdleTimeout=18446744073709551615 1\n", "h.handler:2:13: expected a time"),
  ("[Handler]\nIdleTimeout=min\n", "h.handler:2:13: expected a time"),
  ("[Handler]\nLimitAS=18446744073709551615T\n", "h.handler:2:9: expected a size"),
  ("[Handler]\nLimitAS=K\n", "h.handler:2:9: expected a size"),
  ("[Handler]\nUser=0day\n", "h.handler:2:6: \"0day\" cannot be an account"),
  ("[Handler]\nUser=4294967295\n", "h.handler:2:6: \"4294967295\" cannot be an account"),
  ("[Handler]\nStateDirectory=/var\n", "h.handler:2:16: \"/var\" must be one relative path"),
  ("[Handler]\nStateDirectory=a/../b\n", "h.handler:2:16: \"a/../b\" must be"),
  ("[Handler]\nStateDirectory=a b\n", "h.handler:2:16: \"a b\" must be"),
  ("[Handler]\nALPN=ok 123456789012345678901234567890123\n", "h.handler:2:9: an ALPN name has 1 to 32 bytes"),
  ("[Handler]\nALPN=é\n", "h.handler:2:6: an ALPN name"),
  ("[Handler]\nALPN=a\nALPN=b a\n", "h.handler:3:8: ALPN a is given twice"),
  ("[Handler]\nDescription=a\u{7}\n", "h.handler:2:14: control character 0x07"),
  ("[Handler]\nDescription=a\0\n", "h.handler:2:14: control character 0x00"),
]) func handlerErrors(_ text: String, _ message: String) {
  let refusal = refusal(text)
  #expect(refusal?.hasPrefix(message) == true, "\(refusal ?? "accepted")")
}

@Test(arguments: [
  ("[Node]\nRatePerSource=60\n", "n.conf:2:15: expected a rate such as 60/min"),
  ("[Node]\nPerSourcePenalties=nocert\n", "n.conf:2:20: expected yes, no, or a time after one of handshake: nocert:"),
  ("[Node]\nPerSourcePenalties=min:1s nocer:1s\n", "n.conf:2:27: expected yes, no, or a time after"),
  ("[Node]\nPerSourcePenalties=crash:1s crash:2s\n", "n.conf:2:29: crash: is given twice"),
  ("[Node]\nPerSourcePenalties=crash:2days\n", "n.conf:2:26: expected a time from 1s to 86400s"),
  ("[Node]\nPerSourcePenalties=min:1h max:1min\n", "n.conf:2:20: min:3600s is above max:60s"),
  ("[Node]\nUnknownProcessorShare=50\n", "n.conf:2:23: expected a share of one processor from 1% to 6400%"),
  ("[Node]\nUnknownProcessorShare=0%\n", "n.conf:2:23: expected a share"),
  ("[Node]\nUnknownProcessorShare=6401%\n", "n.conf:2:23: expected a share"),
  ("[Node]\nExemptSources=::1 10.0.0.0/8\n", "n.conf:2:19: expected an IPv6 prefix such as 2001:db8::/32"),
  ("[Node]\nExemptSources=2001:db8::1/64\n", "n.conf:2:15: expected an IPv6 prefix"),
  (
    "[Node]\nExemptSources=" + (0..<65).map { "::\($0)" }.joined(separator: " ") + "\n",
    "n.conf:2:325: more than 64 prefixes"
  ),
  ("[Node]\nRatePerSource=0/min\n", "n.conf:2:15: expected a rate"),
  ("[Node]\nRatePerSource=1/fortnight\n", "n.conf:2:15: expected a rate"),
  ("[Node]\nSourcePrefixLength=129\n", "n.conf:2:20: expected a number from 1 to 128"),
  ("[Node]\nSpares=65\n", "n.conf:2:8: expected a number from 0 to 64"),
  ("[Node]\nHandshakeTimeout=infinity\n", "n.conf:2:18: expected a time from 1s to 600s"),
  ("[Node]\nMinimumTLS=1.1\n", "n.conf:2:12: expected 1.2 or 1.3, not \"1.1\""),
  ("[Node]\nRequire=landlock seccomp\n", "n.conf:2:18: expected landlock or journal, not \"seccomp\""),
  ("[Handler]\n", "n.conf:1:1: unknown section [Handler]; this file has one section, [Node]"),
]) func nodeErrors(_ text: String, _ message: String) {
  let refusal = nodeRefusal(text)
  #expect(refusal?.hasPrefix(message) == true, "\(refusal ?? "accepted")")
}

@Test func whatIsNotUTF8IsPlaced() {
  #expect(
    refusal(Array("[Handler]\nDescription=é".utf8) + [0xC3, 0x28])
      == "h.handler:2:15: not UTF-8; save the file as UTF-8")
}

@Test func theLimitsOfFileAndLineHold() {
  let line = "[Handler]\nExecStart=cat\nDescription=" + String(repeating: "a", count: 4096 - 12)
  #expect(refusal(line) == nil)
  #expect(refusal(line + "a")?.hasPrefix("h.handler:3:4097: the line has 4097 bytes") == true)
  let file = "[Handler]\nExecStart=cat\n" + String(repeating: "\n", count: UnitFile.maximumFileBytes - 24)
  #expect(refusal(file) == nil)
  #expect(refusal(file + "\n")?.hasPrefix("h.handler: the file has 65537 bytes") == true)
}

@Test func aCommandHasAtMost256Words() {
  let words = "[Handler]\nExecStart=" + Array(repeating: "a", count: 256).joined(separator: " ")
  #expect(refusal(words) == nil)
  #expect(refusal(words + " a")?.contains("more than 256 words") == true)
}
