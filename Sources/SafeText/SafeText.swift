/// What strangers send, made fit for a terminal: it shows what is there and does nothing else.
///
/// A C0 control or DEL becomes its picture (ESC: U+241B); every other scalar that `isUnsafeToShow` names (C1 controls,
/// what turns the direction of text, what is invisible, separators of lines and paragraphs, private and unassigned ones)
/// and every byte sequence that is not UTF-8 becomes U+FFFD. The joiners stay where scripts need them.
public enum SafeText {
  /// The combining marks that one character may carry; what goes beyond is one U+FFFD.
  public static let maximumMarks = 8

  /// The scalars that one Character may have; what goes beyond is one U+FFFD. A family of four with skin tones has 11.
  public static let maximumScalars = 16

  /// The text in a form that is safe to print.
  public static func of(_ text: String, _ form: SafeForm = .line) -> String {
    var result = ""
    for character in text { show(character, form, in: &result) }
    return form.longest.map { cut(result, $0) } ?? result
  }

  /// The bytes, taken as UTF-8, in a form that is safe to print.
  public static func of(_ bytes: some Collection<UInt8>, _ form: SafeForm = .line) -> String {
    of(String(decoding: bytes, as: UTF8.self), form)
  }

  private static func show(_ character: Character, _ form: SafeForm, in result: inout String) {
    switch character {
    case "\t": return show(form.tab, kept: "\t", picture: "\u{2409}", in: &result)
    case "\n", "\r\n": return show(form.newline, kept: "\n" + form.indentation, picture: "\u{240A}", in: &result)
    default: break
    }
    let scalars = character.unicodeScalars
    var (count, marks) = (0, 0)
    var previous: Unicode.Scalar?
    var at = scalars.startIndex
    while at < scalars.endIndex {
      let scalar = scalars[at]
      scalars.formIndex(after: &at)
      if scalar.isMark { marks += 1 }
      count += 1
      if count > maximumScalars || marks > maximumMarks {
        result.unicodeScalars.append(replacement)
        return
      }
      let next = at < scalars.endIndex ? scalars[at] : nil
      result.unicodeScalars.append(shown(scalar, after: previous, before: next))
      previous = scalar
    }
  }

  private static func show(_ form: SafeForm.Whitespace, kept: String, picture: String, in result: inout String) {
    switch form {
    case .kept: result += kept
    case .space: result += " "
    case .shown: result += picture
    }
  }

  /// Within one Character: a joiner is needed between two pictures, or after a letter of a script that joins. A mark
  /// without a letter would change what the program printed before it.
  private static func shown(
    _ scalar: Unicode.Scalar, after previous: Unicode.Scalar?, before next: Unicode.Scalar?
  ) -> Unicode.Scalar {
    if scalar.isASCII, scalar.isUnsafeToShow {
      return scalar.value == 0x7F ? "\u{2421}" : Unicode.Scalar(0x2400 + scalar.value) ?? replacement
    }
    switch scalar.value {
    case 0x200D where previous?.isPicture == true && next?.isPicture == true: return scalar
    case 0x200C...0x200D where previous?.joins == true: return scalar
    default: return scalar.isUnsafeToShow || (scalar.isMark && previous == nil) ? replacement : scalar
    }
  }

  private static func cut(_ text: String, _ longest: Int) -> String {
    guard let end = text.index(text.startIndex, offsetBy: max(0, longest), limitedBy: text.endIndex),
      end < text.endIndex
    else { return text }
    return longest > 0 ? text.prefix(longest - 1) + "…" : ""
  }

  private static var replacement: Unicode.Scalar { "\u{FFFD}" }
}

extension Unicode.Scalar {
  /// It is drawn over, under or around the one before it.
  fileprivate var isMark: Bool {
    guard !isASCII else { return false }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .spacingMark: return true
    default: return false
    }
  }

  /// A part of a picture that a joiner may join: an emoji, its variation selector, its skin tone.
  fileprivate var isPicture: Bool { !isASCII && (properties.isEmoji || value == 0xFE0F) }

  /// Of Arabic, Syriac or a script of India, which write words with joiners and non-joiners.
  fileprivate var joins: Bool { (0x0600...0x0DFF).contains(value) && !isUnsafeToShow }
}
