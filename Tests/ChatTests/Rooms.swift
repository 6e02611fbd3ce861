import Foundation
import SIP
import TestSupport
import Testing

/// A state directory of a test's own.
func scratchState() throws -> (scratch: Scratch, path: String) {
  let scratch = try Scratch()
  return (scratch, try scratch.directory("state"))
}

/// What became of one request on a connection of its own, and what was stored.
func outcome(
  of ask: Ask, then next: Ask? = nil, options: [String] = [], owner: ChatPerson = .bob, peer: ChatPerson = .alice
) throws -> (response: Response, stored: [String]) {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state, owner: owner, peer: peer, options: options)
  engine.write(ask.bytes + (next?.bytes ?? []))
  let response = try engine.response()
  engine.closeInput()
  #expect(try engine.wait() == 0)
  let stored = try engine.names("new").map { try engine.contents("new", $0) }
  withExtendedLifetime(scratch) {}
  return (response, stored)
}
