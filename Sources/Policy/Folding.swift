/// Text as caseIgnoreMatch compares it (RFC 4519, RFC 4518): lower case, every run of white space one space, none at
/// the ends. Canonically equivalent spellings compare equal in conditions, for Swift compares characters.
func foldedText(_ text: String) -> String {
  text.lowercased().unicodeScalars.split(whereSeparator: isSpace).map { String($0) }.joined(separator: " ")
}

/// Whether Unicode calls it white space; asking Unicode alone costs a million list entries a third of their time.
func isSpace(_ scalar: Unicode.Scalar) -> Bool {
  guard scalar.isASCII else { return scalar.properties.isWhitespace }
  return scalar == " " || (0x09...0x0d).contains(scalar.value)
}

/// An e-mail address as RFC 5280 section 7.5 compares it: the local part exactly, the domain without regard to the case
/// of ASCII letters. A-labels and U-labels of the same domain (RFC 9598) are not held equal: write the form that the
/// certificate has.
func foldedEmail(_ text: String) -> String {
  guard let at = text.utf8.lastIndex(of: UInt8(ascii: "@")) else { return text }
  let domain = text.utf8[at...].map { byte in
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }
  return String(text[..<at]) + String(decoding: domain, as: UTF8.self)
}
