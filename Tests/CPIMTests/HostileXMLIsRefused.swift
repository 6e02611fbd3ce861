import CPIM
import Foundation
import Testing

private let root = "<isComposing xmlns='urn:ietf:params:xml:ns:im-iscomposing'><state>active</state></isComposing>"

private func refusal(_ document: String) -> CPIMError? {
  Samples.refusal { () throws(CPIMError) in try Composing(parsing: Array(document.utf8)) }
}

private let laughs =
  "<!DOCTYPE isComposing [<!ENTITY a0 'ha'>"
  + (1...30).map { "<!ENTITY a\($0) '&a\($0 - 1);&a\($0 - 1);&a\($0 - 1);&a\($0 - 1);'>" }.joined() + "]>"

@Test(arguments: [
  "<!DOCTYPE isComposing>", "<!DOCTYPE isComposing SYSTEM 'file:///etc/passwd'>",
  "<!DOCTYPE isComposing [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
  "<!DOCTYPE isComposing [<!ENTITY % x '%x;'> %x;]>",
  laughs,
])
func noDocumentHasAType(_ type: String) {
  #expect(refusal(root) == nil)
  #expect(refusal(type + root)?.message == "XML document with a document type")
  #expect(refusal(type + root.replacing("active", with: "&a30;"))?.message == "XML document with a document type")
  #expect(refusal("<?xml version='1.0' standalone='no'?><!-- -->" + type + root)?.kind == .malformed)
}

@Test(arguments: ["&x;", "&#0;", "&#27;", "\u{0}", "\u{1B}", "\u{FFFF}", "<b>", "]]>", "<a b='c' b='d'/>", "<x:a/>"])
func whatIsNotXMLIsRefused(_ text: String) {
  #expect(refusal(root.replacing("active", with: text))?.kind == .malformed)
}

@Test func xmlsOwnEntitiesAreReplaced() throws {
  #expect(try Composing(parsing: Array(root.replacing("active", with: "&#97;ctive").utf8)).state == .active)
  #expect(try Composing(parsing: Array(root.replacing("active", with: "<![CDATA[active]]>").utf8)).state == .active)
  #expect(try Composing(parsing: Array(root.replacing("active", with: "act<!-- -->ive").utf8)).state == .active)
}

/// A document has one encoding, whatever it says.
@Test func anotherEncodingIsRefused() throws {
  let latin = Array("<?xml version='1.0' encoding='ISO-8859-1'?>".utf8) + Array(root.utf8)
  #expect(try Composing(parsing: latin).state == .active)
  #expect(throws: CPIMError.self) { try Composing(parsing: latin.dropLast(14) + [0xE9] + latin.suffix(14)) }
  let wide = root.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
  #expect(throws: CPIMError.self) { try Composing(parsing: [0xFF, 0xFE] + wide) }
}

@Test func nothingOrTwoDocumentsAreRefused() {
  for document in ["", " ", "<", "<?xml version='1.0'?>", root + root, root + "x", String(root.dropLast())] {
    #expect(refusal(document)?.kind == .malformed)
  }
}

/// It is written once and would be put before the name of each of thousands of elements.
@Test func aLongNamespaceIsRefused() throws {
  func document(_ length: Int) -> String {
    "<isComposing xmlns='urn:ietf:params:xml:ns:im-iscomposing'><state>idle</state>"
      + "<x:a xmlns:x='\(String(repeating: "n", count: length))'/></isComposing>"
  }
  #expect(refusal(document(CPIMLimits.namespaceBytes)) == nil)
  #expect(refusal(document(CPIMLimits.namespaceBytes + 1))?.kind == .tooLarge)
}
