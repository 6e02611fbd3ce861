extension Unicode.Scalar {
  /// Whether a terminal or a reader of lines could take it for anything but text: controls of both kinds, line and
  /// paragraph separators, what turns the direction of text or is invisible, and what has no meaning yet.
  public var isUnsafeToShow: Bool {
    if isASCII { return value < 0x20 || value == 0x7F }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse, .surrogate: return true
    default: return isInvisible
    }
  }

  /// Nothing is shown for it, though it is no format character: fillers, joiners of graphemes, selectors beyond the
  /// sixteen that choose between a symbol's forms.
  private var isInvisible: Bool {
    if (0xFE00...0xFE0F).contains(value) { return false }
    return properties.isDefaultIgnorableCodePoint
  }
}
