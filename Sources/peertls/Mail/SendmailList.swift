import Journal
import MIME

/// A list of recipients as sendmail(8) takes it: addresses, and names that have no @.
enum SendmailList {
  /// The addresses and names; `what` says where the list is from.
  static func words(_ text: [UInt8], _ what: String) throws -> [String] {
    if let list = MailAddress.list(text) { return list.map(\.address) }
    guard let names = String(validating: text, as: UTF8.self) else {
      throw Failure(.data, "\(what.sanitised) is not UTF-8")
    }
    return try parts(names).map { part in
      let part = part.trimmingBlanks
      if let list = MailAddress.list(Array(part.utf8)), list.count == 1 { return list[0].address }
      guard !part.isEmpty, !part.contains(where: { " \t<>\"()@".contains($0) }) else {
        throw Failure(.data, "\(what.sanitised): \"\(part.sanitised)\" is no e-mail address")
      }
      return part
    }
  }

  /// What stands between the commas that separate: those outside of quotes, comments and angle brackets.
  private static func parts(_ text: String) -> [Substring] {
    var (parts, start): ([Substring], String.Index) = ([], text.startIndex)
    var (isQuoted, isEscaped, depth) = (false, false, 0)
    for index in text.indices {
      defer { isEscaped = text[index] == "\\" && !isEscaped }
      switch text[index] {
      case _ where isEscaped: break
      case "\"": isQuoted.toggle()
      case "(", "<": depth += isQuoted ? 0 : 1
      case ")", ">": depth -= isQuoted ? 0 : min(depth, 1)
      case "," where !isQuoted && depth == 0:
        parts.append(text[start..<index])
        start = text.index(after: index)
      default: break
      }
    }
    return parts + [text[start...]]
  }
}

extension Substring {
  fileprivate var trimmingBlanks: String {
    let isBlank = { (character: Character) in character == " " || character == "\t" }
    var part = self.drop(while: isBlank)
    while let last = part.last, isBlank(last) { part.removeLast() }
    return String(part)
  }
}
