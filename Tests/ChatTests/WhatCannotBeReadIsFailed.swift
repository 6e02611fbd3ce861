import Foundation
import SIP
import TestSupport
import Testing

/// What stands in out/ under a message's name and is none: it goes to failed/ with the reason, and what comes after it is
/// sent.
@Test(arguments: ["link", "pipe", "huge"]) func whatCannotBeReadIsFailed(_ kind: String) throws {
  let (scratch, state) = try scratchState()
  let setup = try ChatEngine(state)
  setup.closeInput()
  try setup.wait()
  let name = try setup.put(1, "\r\nContent-Type: text/plain\r\n\r\nfirst")
  let file = setup.conversation + "/out/" + name
  try FileManager.default.removeItem(atPath: file)
  switch kind {
  case "link": try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: "/etc/hostname")
  case "pipe": #expect(mkfifo(file, 0o600) == 0)
  default: try Data(count: 200_000).write(to: URL(filePath: file))
  }
  let good = try setup.put(2, "\r\nContent-Type: text/plain\r\n\r\nsecond")
  let engine = try ChatEngine(state)
  try engine.answer(try engine.request(), .ok)
  try engine.wait("sent", [good])
  try engine.wait("failed", [name])
  let kept = try String(contentsOfFile: setup.conversation + "/failed/" + name, encoding: .utf8)
  #expect(kept.contains("Failure: "))
  withExtendedLifetime(scratch) {}
}
