import CPIM
import Testing

private func read(_ inner: String) throws(CPIMError) -> Composing {
  try Composing(
    parsing: Array("<isComposing xmlns='\("urn:ietf:params:xml:ns:im-iscomposing")'>\(inner)</isComposing>".utf8))
}

@Test(arguments: [
  ("", 120), ("<refresh>60</refresh>", 60), ("<refresh>59</refresh>", 60), ("<refresh>0</refresh>", 60),
  ("<refresh> 3600\n</refresh>", 3600), ("<refresh>3601</refresh>", 3600),
  ("<refresh>99999999999999999999999999</refresh>", 3600), ("<refresh xmlns='urn:x'>90</refresh>", 120),
])
func refreshHasBounds(_ element: String, _ seconds: Int) throws {
  #expect(try read("<state>active</state>" + element).refresh == seconds)
}

@Test func anUnknownStateIsIdle() throws {
  #expect(try read("<state>active</state>").state == .active)
  #expect(try read("<state> idle </state>").state == .idle)
  #expect(try read("<state>pondering</state>").state == .idle)
  #expect(Composing(.active, refresh: 1).refresh == 60 && Composing(.active, refresh: .max).refresh == 3600)
}

@Test(arguments: [
  "", "<state>active</state><refresh>-1</refresh>", "<state>active</state><refresh/>",
  "<state>active</state><refresh>1m</refresh>",
  "<state>active</state><contenttype>text</contenttype>", "<state>active</state><lastactive>now</lastactive>",
])
func whatSaysNothingIsRefused(_ inner: String) {
  #expect(Samples.refusal { () throws(CPIMError) in try read(inner) }?.kind == .malformed)
}

@Test func everyStateSurvives() throws {
  for state in Composing.State.allCases {
    for composing in [
      Composing(state),
      Composing(
        state, refresh: 90, contentType: ContentType(parsing: "a/b;c=\"<&>\""),
        lastActive: Timestamp(microseconds: 1, offset: 60)),
    ] { #expect(try Composing(parsing: composing.encode()) == composing) }
  }
}
