import CPIM
import Testing

private let hostile = "a\r\nFrom: <im:mallory>\r\n\r\n\u{0}\u{7F}\u{85}\\u0041\\\"<>"

@Test func whateverIsSetIsOneHeader() throws {
  var message = CPIMMessage.text("")
  message.subject = hostile
  message[own: "Note"] = hostile
  message.from = Party(name: hostile, uri: hostile)
  let read = try CPIMMessage(parsing: message.encode())
  #expect(read.subject == hostile && read[own: "Note"] == hostile && read.from?.name == hostile)
  #expect(read.from?.uri == "a%0d%0aFrom:%20%3cim:mallory%3e%0d%0a%0d%0a%00%7f%c2%85%5cu0041%5c%22%3c%3e")
}

@Test func aMessageIDIsOneHeaderToo() {
  var message = CPIMMessage.text("")
  message.messageID = hostile
  #expect(
    Samples.refusal { () throws(CPIMError) in try CPIMMessage(parsing: message.encode()) }?.message
      == "Message-ID is empty or has spaces")
}

@Test(arguments: [
  (#"\b\t\n\r\"\'\\"#, "\u{8}\t\n\r\"'\\"), (#"\u00e9\uD83C\uDF89"#, "é🎉"),
  (#"\uD83C\u0041\uDF89"#, "\u{FFFD}A\u{FFFD}"),
  (#"\q\u12"#, #"\q\u12"#), (#"end\"#, #"end\"#), (#"\\n"#, #"\n"#), ("é🎉", "é🎉"),
])
func escapesAreUndone(_ value: String, _ text: String) throws {
  let message = try Samples.message("Subject: \(value)")
  #expect(message.subject == text)
  #expect(try CPIMMessage(parsing: message.encode()).subject == text)
}

@Test(arguments: [
  (#""Zo\u00eb, \"Z\"" <im:z>"#, Party(name: "Zoë, \"Z\"", uri: "im:z")), ("<im:z>", Party(uri: "im:z")),
  (#""" <im:z>"#, Party(uri: "im:z")), ("Zoë  Example <im:z?a=b>", Party(name: "Zoë  Example", uri: "im:z?a=b")),
  (#""a <b>" <im:z>"#, Party(name: "a <b>", uri: "im:z")),
])
func partiesAreRead(_ value: String, _ party: Party) throws {
  #expect(try Samples.message("From: \(value)").from == party)
}

@Test(arguments: [
  "", "im:z", "<>", "Zoë", "<im:z> more", "\"Zoë <im:z>", "\"a\" b <im:z>", "a \"b\" <im:z>", "a <b> <im:z>", "<im: z>",
  "<im:\u{9B}>",
  "\"a\\\" <im:z>",
])
func partiesThatAreNoneAreRefused(_ value: String) {
  for name in ["From", "To", "cc"] {
    #expect(Samples.refusal { () throws(CPIMError) in try Samples.message("\(name): \(value)") }?.kind == .malformed)
  }
}
