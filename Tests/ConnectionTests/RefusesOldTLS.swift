import TestSupport
import Testing

@Test(arguments: ["-tls1", "-tls1_1", "-tls1_2"]) func refusesOldTLS(_ version: String) throws {
  let node = try Node()
  let caller = try Caller(node, as: PKI.alice, options: [version, "-cipher", "ALL:@SECLEVEL=0"])
  try caller.waitForEnd()
  #expect(caller.alert == Alert.protocolVersion.rawValue, "\(caller.errors.text)")
  _ = try node.trail.wait(for: .sessionClosed)
}

@Test func acceptsTLS12WhereTheConfigurationAllowsIt() throws {
  var setup = NodeSetup()
  setup.settings["MinimumTLS"] = "1.2"
  let record = try expectWelcome(for: PKI.alice, by: setup, options: ["-tls1_2"])
  #expect(record[.tlsVersion] == "TLSv1.2")
}
