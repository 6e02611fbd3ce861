import SMTP
import TestSupport
import Testing

@Test(arguments: [
  "<carol@example.org>", "<bob@example.com>", "<bob%example.com@example.org>", "<example.com!bob@example.org>",
  "<\"bob@example.com\"@example.org>", "<bob@[IPv6:2001:db8::b]>", "<postmaster@example.com>",
  "<@example.org:carol@example.com>", "<bobby@example.org>", "<bo+b@example.org>",
])
func recipientsElsewhereAreRefused(_ to: String) throws {
  let outcome = try outcome(of: Letter().to(to).data.replacing("DATA\r\n", with: "RSET\r\nQUIT\r\nDATA\r\n"))
  #expect(outcome.codes == [250, 250, 550, 250, 221])
  #expect(outcome.replies[2].status == EnhancedStatus(5, 7, 1))
}

@Test(arguments: [
  "<bob@example.org>", "<BOB@Example.Org>", "<bob+lists@example.org>", "<bob+a+b@example.org>", "<Postmaster>",
  "<postmaster@example.org>", "<@relay.example:bob@example.org>", "<bob@example.org> NOTIFY=SUCCESS,FAILURE",
])
func theOwnersAddressesAreTaken(_ to: String) throws {
  let outcome = try outcome(of: Letter().to(to).data)
  #expect(outcome.last?.code == 250)
  #expect(outcome.messages.first?.contains("\nDelivered-To: bob@example.org\n") == true)
}

@Test func furtherAddressesAreTheOptions() throws {
  let letter = Letter().to("<team@example.net>", "<bob+x@example.org>", "<carol@example.net>")
  let outcome = try outcome(of: letter.data, options: ["--address", "team@example.net"])
  #expect(outcome.codes == [250, 250, 250, 250, 550, 354, 250])
  let message = try #require(outcome.messages.first)
  for line in [
    "Delivered-To: team@example.net", "Delivered-To: bob@example.org", "X-Original-To: team@example.net",
    "X-Original-To: bob+x@example.org",
  ] { #expect(message.contains("\n\(line)\n"), "\(line)") }
  #expect(!message.contains("carol"))
}

@Test func withoutRecipientsThereIsNoMessage() throws {
  let outcome = try outcome(of: Letter().to("<carol@example.org>").envelope + "DATA\r\nBDAT 3 LAST\r\nabcNOOP\r\n")
  #expect(outcome.codes == [250, 250, 550, 554, 554, 250])
}

@Test func whoHasGoneRoundTooOftenIsStopped() throws {
  var letter = Letter()
  letter.header = String(repeating: "Received: from a by b; date\r\n", count: SMTPLimits.hops - 1) + letter.header
  #expect(try outcome(of: letter.data).last?.code == 250)
  letter.header = "Received: from a by b; date\r\n" + letter.header
  let looped = try outcome(of: letter.data)
  #expect(looped.last?.code == 554 && looped.last?.status == EnhancedStatus(5, 4, 6) && looped.messages.isEmpty)
}
