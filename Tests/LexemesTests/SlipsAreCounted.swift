import Lexemes
import Testing

@Test(arguments: [
  ("alow", "allow", 1), ("deny", "deny", 0), ("DENY", "deny", 0), ("", "deny", 4), ("knokc", "knock", 2),
]) func slipsAreCounted(text: String, word: String, slips: Int) throws {
  let nearest = try #require(Slips.nearest(to: text, among: ["allow", "deny", "knock"]))
  #expect(nearest.slips == slips && (nearest.word == word))
}

@Test func nothingIsNearToWhatIsHuge() {
  #expect(Slips.nearest(to: String(repeating: "a", count: Slips.maximumBytes + 1), among: ["a"]) == nil)
  #expect(Slips.nearest(to: "a", among: []) == nil)
}
