import CPIM
import FuzzEntries
import Testing

/// Of what RFC 3261, 25.1 lets a Reason-Phrase have, the part that needs no escape.
private func isReasonPhrase(_ text: String) -> Bool {
  !text.isEmpty
    && text.unicodeScalars.allSatisfy {
      $0.isASCII
        && ($0.properties.isAlphabetic || $0.properties.numericType != nil || " -_.,:;/()'".unicodeScalars.contains($0))
    }
}

@Test func everyErrorCanGoIntoAStatusLine() throws {
  var messages: Set<String> = []
  func read<Value>(_ bytes: [UInt8], _ reader: ([UInt8]) throws(CPIMError) -> Value) {
    do throws(CPIMError) { _ = try reader(bytes) } catch { messages.insert(error.message) }
  }
  for name in ["cpim", "imdn", "composing"] {
    _ = try Corpus.replay(name) { bytes in
      read(bytes) { bytes throws(CPIMError) in try CPIMMessage(parsing: bytes) }
      read(bytes) { bytes throws(CPIMError) in try DispositionNotification(parsing: bytes) }
      read(bytes) { bytes throws(CPIMError) in try Composing(parsing: bytes) }
    }
  }
  #expect(messages.count >= 20)
  for message in messages { #expect(isReasonPhrase(message), "\(message)") }
}
