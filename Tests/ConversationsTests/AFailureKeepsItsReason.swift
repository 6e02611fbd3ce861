import CPIM
import Conversations
import Processes
import TestFiles
import Testing

@Test func whatFailedSaysWhy() throws {
  try withStore { _, store throws in
    let conversation = try store.conversation(making: "a@b")
    let name = try conversation.put { CPIMMessage.text("hello", messageID: $0).encode() }
    try conversation.markFailed(name, reason: "404 Not\r\nFound \u{e4}")
    let message = try CPIMMessage(parsing: conversation.read(name, in: .failed) ?? [])
    #expect(message[own: "Failure"] == "404 Not??Found \u{e4}" && message.text == "hello" && message.messageID == name)
    #expect(try conversation.names(in: .out).isEmpty && conversation.names(in: .failed) == [name])
    // Again, and what was never there: no error, and nothing else.
    try conversation.markFailed(name, reason: "500 Other")
    try conversation.markFailed(name, message: [1])
    #expect(
      try CPIMMessage(parsing: conversation.read(name, in: .failed) ?? [])[own: "Failure"]?.hasPrefix("404") == true)
  }
}

@Test func theEngineMayWriteItItself() throws {
  try withStore { _, store throws in
    let conversation = try store.conversation(making: "a@b")
    let name = try conversation.put([1, 2])
    try conversation.markFailed(name, message: [3])
    #expect(try conversation.read(name, in: .failed) == [3] && conversation.names(in: .out).isEmpty)
  }
}

private let full: String = {
  var message = CPIMMessage.text("hello")
  for number in 0..<CPIMLimits.ownHeaders { message[own: "H\(number)"] = "x" }
  return String(decoding: message.encode(), as: UTF8.self)
}()

@Test(arguments: [("", 0), ("no message", 1), ("\0\n", 1), (full, 1), ("x", Conversation.maximumMessageBytes)])
func whatIsNoMessageIsKeptInOne(_ text: String, _ times: Int) throws {
  try withStore { _, store throws in
    let conversation = try store.conversation(making: "a@b")
    let bytes = Array(String(repeating: text, count: times).utf8)
    let name = try conversation.put(bytes)
    try conversation.markFailed(name, reason: String(repeating: "y", count: 4000))
    let message = try CPIMMessage(parsing: conversation.read(name, in: .failed) ?? [])
    #expect(message[own: "Failure"] == String(repeating: "y", count: CPIMLimits.ownValueBytes))
    #expect(message.content == bytes && message.contentType.essence == "application/octet-stream")
  }
}
