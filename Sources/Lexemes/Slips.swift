/// Words that are nearly others.
public enum Slips {
  /// The longest text that is compared, in bytes, so that a hostile one costs little.
  public static let maximumBytes = 64

  /// The word that is the fewest slips away from a text, without regard to the case of ASCII letters; nil where there
  /// are no words or the text is too long.
  public static func nearest(to text: String, among words: some Collection<String>) -> (word: String, slips: Int)? {
    guard text.utf8.count <= maximumBytes else { return nil }
    let text = folded(text)
    return words.map { (word: $0, slips: distance(text, folded($0))) }.min { $0.slips < $1.slips }
  }

  private static func folded(_ text: String) -> [UInt8] {
    text.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
  }

  /// Levenshtein's.
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var row = Array(0...b.count)
    for (i, byte) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for j in b.indices {
        let above = row[j + 1]
        row[j + 1] = min(above + 1, row[j] + 1, diagonal + (byte == b[j] ? 0 : 1))
        diagonal = above
      }
    }
    return row[b.count]
  }
}
