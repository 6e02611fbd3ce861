import CPIM
import Testing

@Test(arguments: [
  ("text/plain", "text/plain"), (" Text/PLAIN ; Charset=UTF-8 ", "text/plain;charset=UTF-8"),
  ("multipart/mixed;boundary=\"a b\\\"c\"; x=y;", "multipart/mixed;boundary=\"a b\\\"c\";x=y"),
  ("application/im-iscomposing+xml", "application/im-iscomposing+xml"), ("a/b;c=\"\"", "a/b;c=\"\""),
  ("a/b;c=\"é\"", "a/b;c=\"é\""),
])
func typesSurvive(_ text: String, _ written: String) {
  let type = ContentType(parsing: text)
  #expect(type?.description == written)
  #expect(ContentType(parsing: written) == type)
}

@Test(arguments: [
  "", "text", "text/", "/plain", "text plain", "text/plain charset", "text/plain;charset", "text/plain;=x",
  "text/plain;a=b;A=c", "text/plain;a=\"b", "text/plain;a=\"b\\", "text/plain;a=b c", "te(x)t/plain",
  "a/b;c=\"\u{1B}\"",
  "a/b;c=\"\\\r\n\"", "téxt/plain", "a/b/c",
])
func whatIsNoTypeIsRefused(_ text: String) {
  #expect(ContentType(parsing: text) == nil)
}

@Test func parametersDoNotMakeAnotherMedia() {
  #expect(ContentType(parsing: "text/plain")?.isSameMedia(as: .text) == true)
  #expect(ContentType(parsing: "text/plain")?.charset == nil)
  #expect(ContentType(parsing: "text/plain;charset=UTF-8")?.charset == "utf-8")
  #expect(ContentType.cpim.essence == CPIMMessage.mediaType)
  #expect(ContentType.notification.essence == DispositionNotification.mediaType)
  #expect(ContentType.composing.essence == Composing.mediaType)
}
