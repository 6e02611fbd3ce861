import ArgumentParser
import Conversations
import Journal
import Processes
import SafeText

/// Lists what was said with whom.
struct ListConversations: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conversations", abstract: "List the conversations, with what is unread and what waits.",
    discussion: """
      One line a conversation, the latest last: unread messages, messages that wait to be sent, messages refused for good, \
      when the last one came or went, and with whom it is. \"claims to be\" stands before a name that nobody vouches for.
      """)

  @OptionGroup var state: StateOption

  @Flag(help: "One JSON object a line, with all that is known.")
  var json = false

  func run() throws {
    guard let store = try state.existingStore() else { return }
    var rows: [ConversationRow] = []
    var isWhole = true
    for name in try store.names() {
      do throws(SystemError) {
        if let conversation = try store.conversation(named: name) { rows.append(try ConversationRow(conversation)) }
      } catch {
        isWhole = false
        Terminal.complain("\(name): \(error)")
      }
    }
    rows.sort { ($0.last, $0.name) < ($1.last, $1.name) }
    for line in json ? rows.map(\.json) : ConversationRow.table(rows) { Terminal.print(line) }
    if !isWhole { throw ExitCode(Failure.Code.inputOutput.rawValue) }
  }
}

/// A conversation as it is listed.
struct ConversationRow {
  /// The most characters of a conversation's name, and of whom it is with.
  private static let (nameWidth, whoWidth) = (40, 40)

  let name: String
  /// Seconds since 1970; 0 where there is no message.
  let last: Int64
  private let unread: Int
  private let waiting: Int
  private let failed: Int
  private let isConnected: Bool
  private let record: PeerRecord?

  init(_ conversation: borrowing Conversation) throws(SystemError) {
    name = conversation.name
    unread = try conversation.names(in: .new).count
    waiting = try conversation.names(in: .out).count
    failed = try conversation.names(in: .failed).count
    isConnected = conversation.isLive
    record = try conversation.peer()
    var last: Int64 = 0
    for box in Conversation.Box.allCases {
      // Every message's name begins with its time, ten digits.
      let name = try conversation.lastNames(in: box, limit: 1).last
      last = max(last, name.flatMap { Int64($0.prefix(10)) } ?? 0)
    }
    self.last = last
  }

  static func table(_ rows: [ConversationRow]) -> [String] {
    let head = ["UNREAD", "WAITING", "FAILED", "LAST", "CONVERSATION", "WHO"]
    let cells = rows.map(\.cells)
    guard !cells.isEmpty else { return [] }
    let all = [head] + cells
    let widths = head.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { row in
      // What may have wide characters comes last, where it moves nothing.
      let padded = row.indices.dropLast().map { column in
        let space = String(repeating: " ", count: widths[column] - row[column].count)
        return column < 3 ? space + row[column] : row[column] + space
      }
      return (padded + [row[row.count - 1]]).joined(separator: "  ")
    }
  }

  private var cells: [String] {
    let time = last == 0 ? "-" : Clock.localText(UInt64(last) * 1_000_000)
    return [
      String(unread), String(waiting), String(failed), time, SafeText.of(name, .line.atMost(Self.nameWidth)), who,
    ]
  }

  private var who: String {
    let peer = record?.peer
    let claim = peer?.name.isEmpty == false && peer?.anchor.isEmpty == true ? "claims to be " : ""
    let who = SafeText.of(peer?.name ?? "", .line.atMost(Self.whoWidth))
    return claim + (who.isEmpty ? "-" : who) + (isConnected ? ", connected" : "")
  }

  var json: String {
    let peer = record?.peer
    let emails = (peer?.emails ?? []).map(\.asJSON).joined(separator: ",")
    let members = [
      ("conversation", name.asJSON), ("unread", "\(unread)"), ("waiting", "\(waiting)"), ("failed", "\(failed)"),
      ("last", last == 0 ? "null" : "\(last)"), ("connected", "\(isConnected)"),
      ("name", (peer?.name ?? "").asJSON), ("emails", "[\(emails)]"), ("userid", (peer?.userID ?? "").asJSON),
      ("key", (peer?.key ?? "").asJSON), ("anchor", (peer?.anchor ?? "").asJSON),
      ("address", (peer?.address ?? "").asJSON), ("seen", record.map { "\($0.seen)" } ?? "null"),
    ]
    return "{" + members.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
  }
}
