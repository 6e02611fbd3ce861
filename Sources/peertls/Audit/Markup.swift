import Journal

/// Text in a page of HTML.
enum Markup {
  /// Text as HTML shows it, in an element or in a quoted attribute; what is unsafe to show is escaped as for a terminal.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.sanitised.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// What a peer has written, kept apart from the direction of the text around it.
  static func foreign(_ text: String) -> String { "<bdi>\(escaped(SummaryTable.shortened(text)))</bdi>" }

  /// A number with its thousands apart.
  static func number(_ value: Int) -> String {
    var digits = String(value)
    var groups: [String] = []
    while digits.utf8.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return ([digits] + groups).joined(separator: "\u{202f}")
  }

  /// A share of a whole as SVG's percentage.
  static func percent(_ share: Double) -> String {
    let hundredths = Int((share * 10_000).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)%"
  }
}
