import TestSupport
import Testing

/// All of a call but the wait takes a few hundredths of a second.
private let little = 0.5

@Test(arguments: [ScriptedServer.Mode.unread, .gone, .deaf])
func aWaitingCallUsesNoProcessor(_ mode: ScriptedServer.Mode) throws {
  let scratch = try Scratch()
  let me = try scratch.person(PKI.alice)
  let call = try ScriptedServer.call(mode, config: me)
  #expect(call.code == 0, "\(call.errors)")
  #expect(call.processor < little, "\(mode): \(call.processor) s")
}
