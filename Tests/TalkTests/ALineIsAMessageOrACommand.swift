import Talk
import Testing

@Test func aLineIsAMessageOrACommand() {
  #expect(TypedLine("hello\r") == .message("hello"))
  #expect(TypedLine("  indented ") == .message("  indented "))
  #expect(TypedLine(" \t") == .nothing)
  #expect(TypedLine("/quit ") == .quit)
  #expect(TypedLine("/help") == .help)
  #expect(TypedLine("/history") == .history(20))
  #expect(TypedLine("/history 3") == .history(3))
  #expect(TypedLine("//etc/passwd") == .message("/etc/passwd"))
  for line in ["/history 0", "/history x", "/history 1001", "/quit now", "/etc/passwd", "/"] {
    guard case .refused = TypedLine(line) else {
      Issue.record("\(line)")
      continue
    }
  }
}

@Test func aLineOverTheLimitIsRefused() {
  #expect(OutgoingText.maximumBytes == 61_440)
  let longest = String(repeating: "é", count: OutgoingText.maximumBytes / 2)
  #expect(TypedLine(longest) == .message(longest))
  #expect(TypedLine(longest + "x") == .refused("not sent: a message has at most 61440 bytes, and this one 61441"))
}
