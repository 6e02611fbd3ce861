import TestSupport
import Testing

/// What the receiver's reader would refuse is said to whoever writes it.
@Test func aSubjectThatIsTooLongIsRefused() throws {
  let alice = try Sender(bobAt: "[::1]:9")
  let subject = String(repeating: "fifteen letters ", count: 90 * 64)
  let run = try alice.run("mail", "--wait", "0", "-s", subject, "bob", "hello")
  #expect(run.code == 65 && run.errors.contains("Subject is too long"), "\(run.code) \(run.errors)")
  #expect(alice.queued().isEmpty)
}
