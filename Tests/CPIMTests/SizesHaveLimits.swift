import CPIM
import Testing

private func kind(_ text: String) -> CPIMError.Kind? {
  Samples.refusal { () throws(CPIMError) in try CPIMMessage(parsing: Samples.bytes(text)) }?.kind
}

/// In one section or in both.
@Test(arguments: [0, 1, 32, 64])
func headersAreCounted(_ inContent: Int) {
  func message(_ count: Int) -> String {
    String(repeating: "A: b\n", count: count - inContent) + "\n" + String(repeating: "A: b\n", count: inContent) + "\n"
  }
  #expect(kind(message(CPIMLimits.headers)) == nil)
  #expect(kind(message(CPIMLimits.headers + 1)) == .tooLarge)
}

@Test func linesAreBounded() {
  func line(_ count: Int) -> String { "A: " + String(repeating: "b", count: count - 3) }
  #expect(kind(line(CPIMLimits.lineBytes) + "\n\n\n") == nil)
  #expect(kind(line(CPIMLimits.lineBytes + 1) + "\n\n\n") == .tooLarge)
  #expect(kind("\n" + line(CPIMLimits.lineBytes) + "\n\n") == nil)
  #expect(kind("\n" + line(CPIMLimits.lineBytes + 1) + "\n\n") == .tooLarge)
  #expect(kind("\n" + line(CPIMLimits.lineBytes - 2) + "\n c\n\n") == nil)
  #expect(kind("\n" + line(CPIMLimits.lineBytes - 1) + "\n c\n\n") == .tooLarge)
}

@Test func sectionsAreBounded() {
  /// With its line ends and the empty line.
  func section(_ count: Int) -> String {
    let full = String(repeating: "A: " + String(repeating: "b", count: 1019) + "\n", count: 15)
    return full + "A: " + String(repeating: "b", count: count - 15 * 1024 - 7) + "\n\n"
  }
  #expect(Samples.bytes(section(CPIMLimits.headerSectionBytes)).count == CPIMLimits.headerSectionBytes)
  #expect(kind(section(CPIMLimits.headerSectionBytes) + "\n") == nil)
  #expect(kind(section(CPIMLimits.headerSectionBytes + 1) + "\n") == .tooLarge)
  #expect(kind("\n" + section(CPIMLimits.headerSectionBytes)) == nil)
  #expect(kind("\n" + section(CPIMLimits.headerSectionBytes + 1)) == .tooLarge)
  #expect(kind(String(repeating: "b", count: 1_000_000)) == .tooLarge)
}

@Test func messageIDsAreBounded() {
  for (more, expected) in [(0, nil), (1, .tooLarge)] as [(Int, CPIMError.Kind?)] {
    let id = String(repeating: "i", count: CPIMLimits.messageIDBytes + more)
    let message = CPIMMessage.text("", messageID: id)
    #expect(Samples.refusal { () throws(CPIMError) in try CPIMMessage(parsing: message.encode()) }?.kind == expected)
    let about = DispositionNotification(messageID: id, dateTime: Timestamp(seconds: 0), disposition: .delivered)
    let refusal = Samples.refusal { () throws(CPIMError) in try DispositionNotification(parsing: about.encode()) }
    #expect(refusal?.kind == expected)
  }
}

@Test func ownHeadersAreBounded() {
  func message(count: Int, bytes: Int) -> CPIMError.Kind? {
    var message = CPIMMessage.text("")
    for number in 0..<count { message[own: "N\(number)"] = String(repeating: "é", count: bytes / 2) }
    return Samples.refusal { () throws(CPIMError) in try CPIMMessage(parsing: message.encode()) }?.kind
  }
  #expect(message(count: CPIMLimits.ownHeaders, bytes: CPIMLimits.ownValueBytes) == nil)
  #expect(message(count: CPIMLimits.ownHeaders + 1, bytes: 2) == .tooLarge)
  #expect(message(count: 1, bytes: CPIMLimits.ownValueBytes + 2) == .tooLarge)
}

@Test func documentsAreBounded() throws {
  func document(_ count: Int) -> [UInt8] {
    let document = Array(Samples.composing.utf8)
    return document + [UInt8](repeating: 0x20, count: count - document.count)
  }
  #expect(try Composing(parsing: document(CPIMLimits.xmlBytes)).state == .active)
  let refusal = Samples.refusal { () throws(CPIMError) in try Composing(parsing: document(CPIMLimits.xmlBytes + 1)) }
  #expect(refusal?.kind == .tooLarge)
}

@Test func documentsHaveADepth() throws {
  func document(_ depth: Int) -> [UInt8] {
    let within = String(repeating: "<a>", count: depth - 1) + String(repeating: "</a>", count: depth - 1)
    return Array(
      "<isComposing xmlns='urn:ietf:params:xml:ns:im-iscomposing'>\(within)<state>active</state></isComposing>".utf8)
  }
  #expect(try Composing(parsing: document(CPIMLimits.xmlDepth)).state == .active)
  for depth in [CPIMLimits.xmlDepth + 1, 5000] {
    let refusal = Samples.refusal { () throws(CPIMError) in try Composing(parsing: document(depth)) }
    #expect(refusal?.kind == .tooLarge)
  }
}
