import Journal
import Testing

@Test func theBytesAreThoseOfTheProtocol() {
  var record = Record(.verdict, priority: .notice, message: "Eve may not chat")
  record[.peerName] = "Eve Example"
  record[.session] = "7"
  record[.reason] = "a\nb"
  let expected =
    Array(
      """
      MESSAGE=Eve may not chat
      PRIORITY=5
      SYSLOG_IDENTIFIER=peertls-session
      MESSAGE_ID=\(Event.verdict.messageID)
      PEERTLS_EVENT=verdict
      PEERTLS_SESSION=7
      PEERTLS_REASON

      """.utf8) + [3, 0, 0, 0, 0, 0, 0, 0] + Array("a\nb\nPEERTLS_PEER_NAME=Eve Example\n".utf8)
  #expect(record.encodeNative(identifier: "peertls-session") == expected)
}

@Test func theMessageIsAlwaysOneLineOfText() {
  let record = Record(.limit, priority: .warning, message: "a\nb\u{1B}[2J\\")
  let text = String(decoding: record.encodeNative(identifier: "peertlsd"), as: UTF8.self)
  #expect(text.hasPrefix("MESSAGE=a\\x0ab\\x1b[2J\\\\\nPRIORITY=4\n"))
}

@Test func anIdentifierCannotBeAField() {
  let record = Record(.limit, priority: .warning, message: "m")
  let text = String(decoding: record.encodeNative(identifier: "a\nMESSAGE=b"), as: UTF8.self)
  #expect(text.contains("\nSYSLOG_IDENTIFIER=aMESSAGEb\n"))
  #expect(
    String(decoding: record.encodeNative(identifier: "é"), as: UTF8.self).contains("\nSYSLOG_IDENTIFIER=peertls\n"))
}

@Test func theEventIsTheRecordsOwn() {
  var record = Record(.limit, priority: .warning, message: "m")
  record[.event] = "verdict"
  #expect(record[.event] == "limit")
  record[.session] = "1"
  record[.session] = nil
  #expect(record[.session] == nil)
}
