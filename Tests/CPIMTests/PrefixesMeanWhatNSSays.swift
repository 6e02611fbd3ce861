import CPIM
import Testing

@Test func imdnMayHaveAnyPrefix() throws {
  let message = try Samples.message(
    "NS: x <urn:ietf:params:imdn>", "x.Message-ID: one", "x.Disposition-Notification: display;p=1, unknown")
  #expect(message.messageID == "one" && message.requestedNotifications == .display)
}

@Test func imdnIsNoPrefixOfItsOwn() throws {
  let message = try Samples.message("NS: imdn <urn:example>", "imdn.Message-ID: one")
  #expect(message.messageID == nil)
  #expect(throws: CPIMError.self) { try Samples.message("imdn.Message-ID: one") }
  #expect(throws: CPIMError.self) { try Samples.message("imdn.Message-ID: one", "NS: imdn <urn:ietf:params:imdn>") }
}

@Test func theDefaultNamespaceCanChange() throws {
  let message = try Samples.message(
    "NS: <urn:ietf:params:imdn>", "Message-ID: one", "From: nobody", "NS: core <urn:ietf:params:cpim-headers:>",
    "core.Subject: two", "NS: <urn:ietf:params:cpim-headers:>", "To: <im:three>")
  #expect(message.messageID == "one" && message.from == nil)
  #expect(message.subject == "two" && message.to?.uri == "im:three")
  #expect(try CPIMMessage(parsing: message.encode()) == message)
}

@Test func aPrefixCanBeBoundAgain() throws {
  let message = try Samples.message(
    "NS: a <urn:x>", "a.One: 1", "NS: a <urn:ietf:params:imdn>", "a.Message-ID: two", "NS: a <urn:peertls:chat>",
    "a.Received: 3", "Require: a.Received")
  #expect(message.messageID == "two" && message[own: "Received"] == "3")
  #expect(message.requiredButNotUnderstood == ["a.Received"])
  #expect(try CPIMMessage(parsing: message.encode()) == message)
}

/// Where a peer uses our prefixes for something else, what we add does not become its.
@Test func ourPrefixesGiveWay() throws {
  var message = try Samples.message("NS: peertls <urn:x>", "peertls.Received: theirs", "NS: imdn <urn:y>", "imdn.A: b")
  #expect(message[own: "Received"] == nil && message.messageID == nil)
  message[own: "Received"] = "ours"
  message.messageID = "id"
  let read = try CPIMMessage(parsing: message.encode())
  #expect(read[own: "Received"] == "ours" && read.messageID == "id")
  #expect(
    read.removingOwnHeaders().encode()
      == {
        message[own: "Received"] = nil
        return message.encode()
      }())
}

@Test(arguments: ["NS: x", "NS: <>", "NS: x y <urn:z>", "NS: (x) <urn:z>", "NS: x <urn: z>", "NS: x <urn:z> y"])
func anNSHeaderThatIsNoneIsRefused(_ header: String) {
  #expect(Samples.refusal { () throws(CPIMError) in try Samples.message(header) }?.kind == .malformed)
}

@Test func headerNamesAreExact() throws {
  let message = try Samples.message("from: nobody", "FROM: nobody", "ns: nothing", "DATETIME: never", "Subject: yes")
  #expect(message.from == nil && message.dateTime == nil && message.subject == "yes")
}

@Test func contentHeaderNamesAreNot() throws {
  let message = try Samples.content("CONTENT-TYPE: Text/PLAIN; CharSet=\"UTF-8\"", "content-transfer-encoding: 8BIT")
  #expect(message.contentType.essence == "text/plain" && message.contentType.charset == "utf-8")
  #expect(message.isPlainlyEncoded && message.text == "text")
}

@Test func whatIsRequiredMustBeUnderstood() throws {
  let message = try Samples.message(
    "NS: i <urn:ietf:params:imdn>", "Require: From, DateTime,i.Message-ID", "Require: cc, Bcc, i.IMDN-Route")
  #expect(message.requiredButNotUnderstood == ["Bcc", "i.IMDN-Route"])
  for value in ["", "a b", "From,", "x.Y", "a.b.c", "From\t;x"] {
    let refusal = Samples.refusal { () throws(CPIMError) in try Samples.message("Require: \(value)") }
    #expect(refusal?.kind == .malformed, "\(value)")
  }
}
