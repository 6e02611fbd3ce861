import Glibc
import Processes
import Talk

/// What a person says in one message.
struct MessageText {
  /// The longest text, in bytes.
  static let maximumBytes = OutgoingText.maximumBytes

  private let text: String

  /// From words of the command line, with a space between them.
  init(words: [String]) throws(Failure) {
    try self.init(checking: words.joined(separator: " "))
  }

  /// From standard input to its end, without the last line's end.
  static func fromInput() throws(Failure) -> MessageText {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try File.remainder(of: 0, limit: maximumBytes + 2, name: "standard input")
    } catch {
      throw error.code == EFBIG ? tooLong : Failure(.inputOutput, error.description)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw Failure(.data, "the text is not UTF-8") }
    return try MessageText(checking: text.last?.isNewline == true ? String(text.dropLast()) : text)
  }

  private init(checking text: String) throws(Failure) {
    if text.isEmpty { throw Failure(.usage, "there is nothing to say: TEXT is empty") }
    if text.utf8.count > MessageText.maximumBytes { throw MessageText.tooLong }
    self.text = text
  }

  /// As it is put into out/; whoever sends it adds from whom and to whom it is.
  func message(at time: UInt64) -> [UInt8] { OutgoingText.message(text, microseconds: time) }

  private static var tooLong: Failure {
    Failure(.data, "the text is too long: a message has at most \(maximumBytes) bytes (\(maximumBytes / 1024) KiB)")
  }
}
