import ArgumentParser
import FTPReplies
import Glibc
import Processes
import SafeText

/// Lists a person's files.
struct ListFiles: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls", abstract: "List the files of a person.",
    discussion: """
      On a terminal, or with -l: size in bytes, time of the last change, name. Elsewhere: one name a line. A directory \
      ends with /.

      Exit codes: 0 done; 64 usage; 66 no such contact or path; 69 not reachable; 75 the connection broke for good; 76 TLS \
      or FTP failed; 77 refused by them, or it is not that person; 78 the configuration is wrong.
      """)

  @OptionGroup var options: FileOptions

  @Argument(help: "A directory or file there; the one that a session begins in where there is none.")
  var path: String?

  @Flag(name: .shortAndLong, help: "Sizes and times too.")
  var long = false

  func validate() throws {
    if let path, path.isEmpty || !Request.isSendable(path) {
      throw ValidationError("PATH: expected a path without control characters")
    }
  }

  func run() throws {
    try FileSession(options, movesFiles: false).run { session throws(TransferError) in
      let entries = try session.perform { control throws(TransferError) in try found(control) }
      let sizes = entries.map { $0.kind == .file ? $0.size.map(String.init) ?? "?" : "-" }
      let width = sizes.reduce(0) { max($0, $1.utf8.count) }
      let isTerminal = isatty(STDOUT_FILENO) == 1
      for (entry, size) in zip(entries, sizes) {
        // A name that a file here can have is given to other programs as it is.
        let name = (isTerminal ? nil : entry.name) ?? SafeText.of(entry.path)
        let shown = name + (entry.kind == .directory ? "/" : "")
        guard long || isTerminal else {
          Terminal.print(shown)
          continue
        }
        let padding = String(repeating: " ", count: width - size.utf8.count)
        let time = entry.modified.map { Clock.localText(UInt64(clamping: $0) * 1_000_000).prefix(16) } ?? "?"
        Terminal.print("\(padding)\(size)  \(time)\(String(repeating: " ", count: 16 - time.count))  \(shown)")
      }
    }
  }

  private func found(_ control: FileControl) throws(TransferError) -> [Facts] {
    do throws(TransferError) { return try control.list(path ?? "") } catch {
      guard case .refused(let reply) = error else { throw error }
      // It may be a file.
      let shown = path ?? "/"
      guard let path, let facts = try control.facts(path), facts.kind == .file || facts.kind == .other else {
        throw .file(Failure(reply, control.name, giving: shown))
      }
      return [facts]
    }
  }
}
