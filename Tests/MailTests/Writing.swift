import Foundation
import SMTP
import TestSupport
import Testing

/// What became of one conversation: the replies after the greeting, the messages and what stands in the log.
struct Outcome {
  let replies: [Reply]
  let messages: [String]
  let log: String
  let code: Int32

  var codes: [Int] { replies.map(\.code) }
  var last: Reply? { replies.last }
}

/// Has one conversation.
func outcome(
  of text: String, options: [String] = [], owner: ChatPerson = .bob, peer: ChatPerson = .alice,
  prepare: (String) throws -> Void = { _ in }
) throws -> Outcome { try outcome(of: Array(text.utf8), options: options, owner: owner, peer: peer, prepare: prepare) }

/// Has one conversation.
func outcome(
  of bytes: [UInt8], options: [String] = [], owner: ChatPerson = .bob, peer: ChatPerson = .alice,
  prepare: (String) throws -> Void = { _ in }
) throws -> Outcome {
  let scratch = try Scratch()
  let state = try scratch.directory("state")
  try prepare(state)
  let handler = try MailHandler(state, owner: owner, peer: peer, options: options)
  let replies = try handler.converse(bytes)
  let code = try handler.process.wait()
  // Nothing half-made is left, whatever happened.
  #expect(try FileManager.default.contentsOfDirectory(atPath: state + "/Maildir/tmp") == [])
  // RFC 2034: all but the answers to greetings, and 354, which is of no class.
  for reply in replies where reply.code != 354 && reply.lines.first != "[IPv6:2001:db8::b]" {
    #expect(reply.status?.statusClass == reply.code / 100, "\(reply) has no status")
  }
  return Outcome(
    replies: replies, messages: try handler.messages, log: handler.process.errors.text, code: code)
}

/// The body of a kept message.
func body(_ message: String) -> String {
  message.range(of: "\n\n").map { String(message[$0.upperBound...]) } ?? ""
}
