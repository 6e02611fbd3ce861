import Glibc
import MIME
import Processes
import SafeText

/// The files that a mail brings: all that is not shown as its text.
struct MailFiles {
  private struct Item {
    let number: Int
    let name: String
    let entity: Entity
    let coverage: String
  }

  /// The most names that are tried for a file before it is given up.
  static let maximumTries = 1000

  private let items: [Item]

  init(_ showing: MailShowing) {
    items = showing.mail.pieces.enumerated().filter { !$0.element.isText }.map { index, piece in
      let ending = piece.entity.type.essence == "message/rfc822" ? "eml" : "bin"
      let chosen = piece.entity.fileName.flatMap { SafeFileName.of($0, isUnsafe: \.isUnsafeToShow) }
      return Item(
        number: index + 1, name: chosen ?? "part-\(index + 1).\(ending)", entity: piece.entity,
        coverage: showing.coverage(piece))
    }
  }

  /// Names them on the terminal.
  func list() {
    if !items.isEmpty { Terminal.print("\nfiles:") }
    for item in items { Terminal.print("  " + describe(item)) }
  }

  /// Writes them into a directory, which is made where it is not there. Whatever is there stays.
  func save(in path: String) throws {
    guard !items.isEmpty else { return }
    do throws(SystemError) {
      try File.makeDirectory(path, mode: 0o700)
      let directory = try Directory(path)
      Terminal.print("\nsaved:")
      for item in items {
        let name = try write(item.entity.content, as: item.name, in: directory)
        Terminal.print("  \(SafeText.of(path))/\(SafeText.of(name)): \(describe(item))")
      }
      try directory.synchronise()
    } catch {
      throw Failure(.cannotCreate, "\(SafeText.of(path)): \(error)")
    }
  }

  private func describe(_ item: Item) -> String {
    let name = item.entity.fileName.map { SafeText.of($0, .line.atMost(80)) } ?? "without a name"
    let type = SafeText.of(item.entity.type.essence, .line.atMost(80))
    return "part \(item.number)\(item.coverage): \(name), \(type), \(item.entity.content.count) bytes"
  }

  private func write(
    _ bytes: [UInt8], as name: String, in directory: borrowing Directory
  ) throws(SystemError) -> String {
    for number in 1...MailFiles.maximumTries {
      let candidate = number == 1 ? name : SafeFileName.numbered(name, number)
      do throws(SystemError) {
        let file = try directory.create(candidate, exactly: 0o600)
        do throws(SystemError) {
          try File.write(bytes, to: file.number, name: candidate)
          try File.synchronise(file, name: candidate)
        } catch {
          try? directory.remove(candidate)
          throw error
        }
        return candidate
      } catch {
        guard error.code == EEXIST else { throw error }
      }
    }
    throw SystemError("write \(name)", code: EEXIST)
  }
}
