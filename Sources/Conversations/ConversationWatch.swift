import Processes
import Spool

/// Tells what comes into conversations (inotify(7)). What it tells is a reason to look, not a fact: most is told twice,
/// when a file has its name and when its writer closes it, and it may be gone by then.
public struct ConversationWatch: ~Copyable {
  /// What has happened.
  public enum Change: Hashable, Sendable {
    /// A message has come into a box of that conversation, or has another name there.
    case message(conversation: String, box: Conversation.Box, name: String)
    /// A note of that conversation was written. That one was removed is not told.
    case note(conversation: String, Note)
    /// More has happened than is told: look at all boxes again.
    case lookAgain
  }

  private enum Place {
    case box(String, Conversation.Box)
    case notes(String)
  }

  private let watch: DirectoryWatch
  private var places: [DirectoryWatch.Watch: Place] = [:]

  /// Watches nothing yet. The system's limit of instances (fs.inotify.max_user_instances) is EMFILE.
  public init() throws(SystemError) { watch = try DirectoryWatch() }

  /// The descriptor to wait for; it can be read when there is something to tell.
  public var number: Int32 { watch.number }

  /// Watches boxes of a conversation, and its notes where they are wanted.
  public mutating func add(
    _ conversation: borrowing Conversation, _ boxes: [Conversation.Box], notes: Bool = false
  ) throws(SystemError) {
    let name = conversation.name
    for box in boxes {
      let number = try conversation.withBox(box) { directory throws(SystemError) in try watch.add(directory) }
      places[number] = .box(name, box)
    }
    if notes { places[try watch.add(conversation.spool.directory)] = .notes(name) }
  }

  /// What has happened since, without waiting; empty when nothing has.
  public func read() throws(SystemError) -> [Change] {
    try watch.read().compactMap { event in
      switch event {
      case .lookAgain: return .lookAgain
      case .appeared(let watch, let name):
        switch places[watch] {
        case .box(let conversation, let box):
          return box.holds(name) ? .message(conversation: conversation, box: box, name: name) : nil
        case .notes(let conversation): return Note(rawValue: name).map { .note(conversation: conversation, $0) }
        case nil: return nil
        }
      }
    }
  }
}
