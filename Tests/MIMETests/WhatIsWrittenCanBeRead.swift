import MIME
import Testing

private func mail(_ subject: String) throws -> OutgoingMail {
  try OutgoingMail(
    Letter(
      from: try MailAddress(address: "alice@example.org"), to: [try MailAddress(address: "bob@example.org")],
      subject: subject, text: "x\n", date: 1_795_773_600))
}

/// Without a fold the longest subject has `MIMELimits.fieldBytes` less `Subject: `, with folds less.
@Test(arguments: [1000, 30_000, 60_000, 63_000, 63_900, 64_000, 65_527, 65_528, 90_000, 300_000])
func aSubjectIsRefusedOrRead(_ length: Int) throws {
  let words = String(repeating: "fifteen letters ", count: length / 16) + String(repeating: "x", count: length % 16)
  for subject in [words, String(repeating: "ü", count: length / 4)] {
    guard let mail = try? mail(subject) else {
      let error = #expect(throws: MIMEError.self) { _ = try mail(subject) }
      #expect(error?.kind == .tooLarge && error?.description.hasPrefix("Subject is too long") == true)
      #expect(length > 40_000)
      continue
    }
    #expect(length < MIMELimits.fieldBytes)
    for protection in [OutgoingMail.Protection.none, .signed, .encrypted] {
      _ = try Entity(mail.entity(protection))
      _ = try Entity(mail.message(around: mail.entity(protection), protection))
    }
  }
}
