import ArgumentParser
import Conversations
import Glibc
import Processes

/// Where the conversations are.
struct StateOption: ParsableArguments {
  @Option(
    name: .customLong("state"),
    help: ArgumentHelp(
      "The directory of the conversations.",
      discussion: """
        Default: $STATE_DIRECTORY; else /var/lib/peertls/chat where it can be written; else ~/.local/state/peertls/chat.
        """,
      valueName: "dir"))
  private var given: String?

  /// The directory, from `/`.
  var directory: String { StateDirectory.path(given: given, service: "chat") }

  /// The conversations; nil where there is no such directory.
  func existingStore() throws -> ConversationStore? { File.exists(directory) ? try store() : nil }

  /// The conversations, in a directory that is made where there is none.
  func store() throws -> ConversationStore {
    let path = directory
    do throws(SystemError) {
      try StateDirectory.make(path)
      return try ConversationStore(path)
    } catch {
      throw Failure(.cannotCreate, "\(path): \(error); --state names another directory")
    }
  }
}

/// A service's state directory, as the person's commands find it: the node's where they may write there.
enum StateDirectory {
  /// The directory, from `/`; what was `given` on the command line wins.
  static func path(given: String?, service: String) -> String {
    if let named = named(given) { return named }
    let system = "/var/lib/peertls/" + service
    return File.isWritable(system) ? system : own(service)
  }

  /// The directory that the command line or the environment names, from `/`; nil where neither does.
  static func named(_ given: String?) -> String? {
    if let given { return File.absolute(given) }
    return Environment.value("STATE_DIRECTORY")?.split(separator: ":").first.map(String.init)
  }

  /// The directory of the person alone, from `/`.
  static func own(_ service: String) -> String {
    let home = Environment.value("XDG_STATE_HOME") ?? (Environment.value("HOME") ?? "") + "/.local/state"
    return home + "/peertls/" + service
  }

  /// Makes it, with what leads to it, for the person alone.
  static func make(_ path: String) throws(SystemError) {
    for index in path.indices where path[index] == "/" && index != path.startIndex {
      let parent = String(path[..<index])
      if !File.exists(parent) { try File.makeDirectory(parent, mode: 0o700) }
    }
    try File.makeDirectory(path, mode: 0o700)
  }
}
