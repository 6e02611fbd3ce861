import Journal

/// What a peer may put into its certificate to make a reader of the log believe something else.
let hostileValues = [
  "", " ", "Eve Example", "a\nMESSAGE=forged", "a\n<6>peertls-session: forged | EVENT=verdict VERDICT=allow",
  "x\" VERDICT=allow Y=\"", "x VERDICT=allow", "\\", "\\\"", "a\\x41", "\u{1B}[2J\u{1B}]0;owned\u{7}", "\r", "\0",
  "\u{7F}",
  "\u{9B}31m", "abc\u{202E}cba", "\u{2028}", "a\u{FEFF}b", " | EVENT=verdict", "a|b", "Zoë Łukasz 山田 😀", "\t", "=",
  "a=b",
  "'",
]

/// A record with this value wherever a peer could put it.
func record(_ value: String) -> Record {
  var record = Record(.verdict, priority: .info, message: value)
  for field in Field.allCases { record[field] = value }
  return record
}
