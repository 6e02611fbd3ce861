/// Names of files that a stranger has chosen, made fit for a directory.
public enum SafeFileName {
  /// The longest, in bytes: there is room for a number before the ending.
  public static let maximumBytes = 200

  /// What follows the last `/` or `\`, in which what `isUnsafe` names and what shells and file systems give a meaning is
  /// `_`; it never begins with a dot, a dash or a blank. Nil where nothing is left.
  public static func of(_ name: String, isUnsafe: (Unicode.Scalar) -> Bool) -> String? {
    // By scalars, here and below: a slash with a mark upon it is a slash.
    let parts = name.unicodeScalars.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "\\" }
    var result = ""
    for scalar in parts.last ?? "".unicodeScalars[...] {
      let isBad = isUnsafe(scalar) || scalar == "\u{FFFD}" || "<>:\"|?*".unicodeScalars.contains(scalar)
      let safe: Unicode.Scalar = isBad ? "_" : scalar
      if result.isEmpty && (safe == "." || safe == "-" || safe == " ") { continue }
      result.unicodeScalars.append(safe)
    }
    while let last = result.unicodeScalars.last, last == " " || last == "." { result.unicodeScalars.removeLast() }
    let short = shortened(result)
    return short.isEmpty ? nil : short
  }

  /// The same with a number before its ending, for a name that is taken.
  public static func numbered(_ name: String, _ number: Int) -> String {
    let dot = name.lastIndex(of: ".") ?? name.endIndex
    return "\(name[..<dot])-\(number)\(name[dot...])"
  }

  /// Within the bound; an ending that is not too long is kept.
  private static func shortened(_ name: String) -> String {
    guard name.utf8.count > maximumBytes else { return name }
    let dot = name.lastIndex(of: ".") ?? name.endIndex
    let ending = name[dot...].utf8.count <= 20 ? String(name[dot...]) : ""
    var kept = ""
    for scalar in name.unicodeScalars {
      if kept.utf8.count + String(scalar).utf8.count + ending.utf8.count > maximumBytes { break }
      kept.unicodeScalars.append(scalar)
    }
    return kept + ending
  }
}
