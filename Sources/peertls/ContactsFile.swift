import Journal
import Processes
import SMTP

/// DIR/contacts: whom connect, message and deliver call by name. A line without name and address, or
/// with the name of another, makes the file wrong, whoever is called.
struct ContactsFile {
  /// The longest, in bytes.
  static let maximumBytes = 1 << 20

  /// One contact; columns count from 1.
  struct Line {
    let number: Int
    let name: String
    let address: String
    let addressColumn: Int
    /// `mail=`, which may stand behind the address.
    let mailbox: Mailbox?
    let conditions: String
    let conditionsColumn: Int
  }

  /// The file, as errors name it.
  let path: String
  private var lines: [String: Line] = [:]

  /// Reads a configuration directory's.
  init(directory: String) throws(Failure) {
    path = directory + "/contacts"
    let text: [UInt8]
    do throws(SystemError) { text = try File.contents(path, limit: ContactsFile.maximumBytes) } catch {
      let hint = error.isMissing ? "; to call without contacts: [ADDRESS]:PORT with --key or --cert" : ""
      throw Failure(.noInput, "\(error)\(hint)")
    }
    var number = 0
    for bytes in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      guard let line = try line(bytes, number) else { continue }
      if let other = lines.updateValue(line, forKey: line.name) {
        throw error(
          number, 1, "\(line.name.sanitised) is in line \(other.number) already; give one of them another name")
      }
    }
  }

  /// All contacts, in their order.
  var all: [Line] { lines.values.sorted { $0.number < $1.number } }

  /// The contact of a name.
  func line(of name: String) throws(Failure) -> Line {
    guard let line = lines[name] else {
      throw Failure(
        .noInput,
        "\(path): there is no \"\(name.sanitised)\"; add a line: \(name.sanitised) [ADDRESS]:PORT key=SHA256")
    }
    return line
  }

  /// What is wrong at a place.
  func error(_ line: Int, _ column: Int, _ message: String) -> Failure {
    Failure(.configuration, "\(path):\(line):\(column): \(message)")
  }

  /// A line's contact; nil for an empty one and a comment.
  private func line(_ bytes: ArraySlice<UInt8>, _ number: Int) throws(Failure) -> Line? {
    let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    func word(after end: Int) -> ArraySlice<UInt8> { bytes[end...].drop(while: isBlank).prefix { !isBlank($0) } }
    func column(_ index: Int) -> Int { index - bytes.startIndex + 1 }
    let first = word(after: bytes.startIndex)
    guard !first.isEmpty, first.first != UInt8(ascii: "#") else { return nil }
    guard let name = String(validating: first, as: UTF8.self), String(validating: bytes, as: UTF8.self) != nil else {
      throw error(number, 1, "this is no text in UTF-8; expected NAME [ADDRESS]:PORT CONDITION...")
    }
    let second = word(after: first.endIndex)
    let address = String(decoding: second, as: UTF8.self)
    guard address.hasPrefix("["), address.contains("]") else {
      throw error(
        number, column(second.startIndex),
        "found \"\(address.sanitised)\"; expected [ADDRESS]:PORT with an IPv6 address after the name")
    }
    var rest = bytes[second.endIndex...].drop(while: isBlank)
    var mailbox: Mailbox?
    let mail = Array("mail=".utf8)
    if rest.starts(with: mail) {
      let third = word(after: second.endIndex)
      do throws(SMTPError) { mailbox = try Mailbox(String(decoding: third.dropFirst(mail.count), as: UTF8.self)) } catch
      {
        throw self.error(
          number, column(third.startIndex),
          "found \"\(String(decoding: third, as: UTF8.self).sanitised)\"; expected mail=ADDRESS with an e-mail address")
      }
      rest = bytes[third.endIndex...].drop(while: isBlank)
    }
    return Line(
      number: number, name: name, address: address, addressColumn: column(second.startIndex), mailbox: mailbox,
      conditions: String(decoding: rest, as: UTF8.self), conditionsColumn: column(rest.startIndex))
  }
}
