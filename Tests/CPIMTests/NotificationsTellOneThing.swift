import CPIM
import Testing

private func refusal(_ inner: String, root: String = "imdn") -> CPIMError.Kind? {
  let document = "<\(root) xmlns='urn:ietf:params:xml:ns:imdn'>\(inner)</\(root)>"
  return Samples.refusal { () throws(CPIMError) in try DispositionNotification(parsing: Array(document.utf8)) }?.kind
}

private let named = "<message-id>a</message-id><datetime>2026-01-01T00:00:00Z</datetime>"
private let delivered = "<delivery-notification><status><delivered/></status></delivery-notification>"

@Test(arguments: Disposition.Kind.allCases, Disposition.allCases)
func everyStatusSurvives(_ kind: Disposition.Kind, _ disposition: Disposition) throws {
  let notification = DispositionNotification(
    messageID: "a&b<c>", dateTime: Timestamp(microseconds: 1, offset: 60), disposition: disposition, kind: kind)
  #expect(notification.kind.dispositions.contains(disposition))
  if kind.dispositions.contains(disposition) { #expect(notification.kind == kind) }
  #expect(try DispositionNotification(parsing: notification.encode()) == notification)
}

@Test func whatIsMissingIsRefused() {
  #expect(refusal(named + delivered) == nil)
  #expect(refusal(named + delivered, root: "other") == .malformed)
  #expect(refusal(delivered) == .malformed)
  #expect(refusal(named) == .malformed)
  #expect(refusal("<message-id>a</message-id>" + delivered) == .malformed)
  #expect(refusal("<message-id> </message-id><datetime>2026-01-01T00:00:00Z</datetime>" + delivered) == .malformed)
  #expect(refusal("<message-id>a b</message-id><datetime>2026-01-01T00:00:00Z</datetime>" + delivered) == .malformed)
  #expect(refusal("<message-id>a</message-id><datetime>now</datetime>" + delivered) == .malformed)
}

@Test func twoThingsAtOnceAreRefused() {
  #expect(refusal(named + delivered.replacing("<delivered/>", with: "<delivered/><failed/>")) == .malformed)
  #expect(refusal(named + delivered.replacing("<delivered/>", with: "<displayed/>")) == .malformed)
  #expect(refusal(named + delivered.replacing("<delivered/>", with: "")) == .malformed)
  #expect(
    refusal(
      named + delivered + delivered.replacing("delivery", with: "display").replacing("delivered", with: "displayed"))
      == .malformed)
}

@Test func otherElementsArePassedOver() {
  #expect(refusal("<x:imdn xmlns:x='urn:x'><failed/></x:imdn><note>hi</note>" + named + delivered) == nil)
  #expect(refusal("<message-id xmlns='urn:x'>a</message-id>" + delivered) == .malformed)
}
