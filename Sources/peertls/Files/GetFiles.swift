import ArgumentParser
import FTPReplies

/// Fetches files from a person.
struct GetFiles: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "get", abstract: "Fetch files from a person.",
    discussion: """
      A PATH is as peertls ls shows it, such as pub/song.flac. What was interrupted goes on where it was, in this run or \
      in a later one: until it is whole, and its SHA-256 is theirs, a file is called .NAME.peertls-part. A file that is \
      here already is never replaced without --force; that it is the same is no error.

      Exit codes: 0 all is here (and verified, unless a note says otherwise); 64 usage; 65 what has arrived is not what \
      they have; 66 no such contact, or they do not give it; 69 not reachable; 73 a file is in the way, or cannot be made; \
      74 it cannot be written; 75 the connection broke for good: run it again; 76 TLS or FTP failed; 77 refused by them, \
      or it is not that person; 78 the configuration is wrong. Of several files, the first's that did not come.
      """)

  @OptionGroup var options: FileOptions

  @Argument(help: ArgumentHelp("Files there; directories with -r.", valueName: "path"))
  var paths: [String]

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Where to: a directory, or for one PATH its new name.",
      discussion: "With / at the end, or for several paths, the directory is made where it is not there. "
        + "Default: the current directory.", valueName: "file"))
  var output: String?

  @Flag(name: .shortAndLong, help: "Fetch directories, with all that is in them.")
  var recursive = false

  @Flag(help: "Replace files that are here.")
  var force = false

  func validate() throws {
    if paths.isEmpty { throw ValidationError("what is to be fetched? Give PATH") }
    for path in paths where path.isEmpty || !Request.isSendable(path) {
      throw ValidationError("PATH: expected a path without control characters")
    }
    if output == "" { throw ValidationError("--output needs a path") }
  }

  func run() throws {
    try FileSession(options).run { session throws(TransferError) in
      let tree = GetTree(session, isRecursive: recursive, isForced: force)
      let place = try GetTree.Place(output, isOne: paths.count == 1)
      for path in paths { try session.one { () throws(TransferError) in try tree.get(path, to: place) } }
    }
  }
}
