import ArgumentParser
import FTPReplies

/// Sends files to a person.
struct SendFiles: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "send", abstract: "Send a person files.",
    discussion: """
      They go to /incoming there, or to --to PATH, over FTP with TLS. What was interrupted goes on where it was, in this \
      run or in a later one; at the end the SHA-256 of what has arrived is compared. A file that is there already is not \
      sent again; another of the same name is replaced.

      Exit codes: 0 all is there (and verified, unless a note says otherwise); 64 usage; 65 what has arrived is not what \
      was sent; 66 no such contact or file; 69 not reachable; 73 they do not take it; 74 a file cannot be read; 75 the \
      connection broke for good, or they have no room now: run it again; 76 TLS or FTP failed; 77 refused by them, or it \
      is not that person; 78 the configuration is wrong. Of several files, the first's that did not go.
      """)

  @OptionGroup var options: FileOptions

  @Argument(help: ArgumentHelp("Regular files; directories with -r.", valueName: "file"))
  var files: [String]

  @Option(
    help: ArgumentHelp(
      "Where to, there: a directory, or for one FILE its new name.",
      discussion: "With / at the end, or for several files, the directory is made where it is not there.",
      valueName: "path"))
  var to: String?

  @Flag(name: .shortAndLong, help: "Send directories, with all that is in them.")
  var recursive = false

  func validate() throws {
    if files.isEmpty { throw ValidationError("what is to be sent? Give FILE") }
    if let to, to.isEmpty || !Request.isSendable(to) {
      throw ValidationError("--to: expected a path without control characters")
    }
  }

  func run() throws {
    try FileSession(options).run { session throws(TransferError) in
      let tree = SendTree(session, to: to, isRecursive: recursive, isOne: files.count == 1)
      for file in files { try session.one { () throws(TransferError) in try tree.send(file) } }
    }
  }
}
