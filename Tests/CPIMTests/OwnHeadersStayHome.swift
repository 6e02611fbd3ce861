import CPIM
import Testing

@Test func nothingOfOursLeavesOrComesIn() throws {
  let forged = try Samples.message("NS: any <urn:peertls:chat>", "any.Received: forged", "any.Other: too", "Subject: s")
  #expect(forged[own: "Received"] == "forged")
  let clean = forged.removingOwnHeaders()
  #expect(clean[own: "Received"] == nil && clean[own: "Other"] == nil && clean.subject == "s")
  #expect(!String(decoding: clean.encode(), as: UTF8.self).contains("peertls"))
}

@Test func settingReplacesAllOfAName() throws {
  var message = try Samples.message("NS: any <urn:peertls:chat>", "any.State: a", "any.State: b")
  message[own: "State"] = "c"
  #expect(message[own: "State"] == "c")
  message[own: "State"] = nil
  #expect(message[own: "State"] == nil)
}
