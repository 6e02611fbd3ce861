import Glibc
import Journal
import MailQueue
import Processes
import SafeText
import Spool

/// A message in the queue as it is listed.
struct MailRow {
  /// What a message's state is called.
  enum State: String { case waiting, sending, failed }

  /// The most characters of a contact's name and address together.
  private static let whoWidth = 50

  /// What `--remove` takes.
  let id: String
  let state: State
  /// Seconds since 1970.
  let queued: Int64
  let bytes: Int
  let envelope: Envelope
  /// When it is tried next, in seconds since 1970; 0: at once.
  let next: Int64
  let tries: Int
  let reason: String

  /// All that wait, and all that failed, the oldest first; of these contacts, where there are any. Of what cannot be read,
  /// that is said.
  static func all(in queue: borrowing MailQueue, of contacts: [String] = []) throws(SystemError) -> [MailRow] {
    var rows: [MailRow] = []
    for box in [MailQueue.Box.waiting, .failed] {
      for name in try queue.names(in: box) {
        do throws(SystemError) {
          guard let row = try MailRow(name, box, queue), contacts.isEmpty || contacts.contains(row.envelope.contact)
          else { continue }
          rows.append(row)
        } catch {
          Terminal.complain("\(identifier(name)): \(error)")
        }
      }
    }
    return rows
  }

  /// Where a message is that is called so, by its identifier or its file's name.
  static func place(
    of id: String, in queue: borrowing MailQueue
  ) throws(SystemError) -> (box: MailQueue.Box, name: String)? {
    for box in [MailQueue.Box.waiting, .failed] {
      if let name = try queue.names(in: box).first(where: { $0 == id || identifier($0) == id }) { return (box, name) }
    }
    return nil
  }

  /// The message that is called so; nil where it has gone.
  static func find(_ id: String, in queue: borrowing MailQueue) throws(SystemError) -> MailRow? {
    guard let (box, name) = try place(of: id, in: queue) else { return nil }
    // It may have moved to failed/ meanwhile.
    if let row = try MailRow(name, box, queue) { return row }
    return try MailRow(name, .failed, queue)
  }

  /// A message's identifier: the random part of its name, which is unique.
  static func identifier(_ name: String) -> String { String(name.suffix(16)) }

  private init?(_ name: String, _ box: MailQueue.Box, _ queue: borrowing MailQueue) throws(SystemError) {
    guard let (envelope, bytes) = try queue.look(at: name, in: box) else { return nil }
    let own = try queue.attempt(of: name)
    let call = box == .waiting ? try queue.attempt(ofContact: envelope.contact) : nil
    state = box == .failed ? .failed : try queue.isTaken(name) ? .sending : .waiting
    id = MailRow.identifier(name)
    queued = Int64((UniqueName.time(name) ?? 0) / 1_000_000)
    self.bytes = bytes
    self.envelope = envelope
    let now = Clock.unixSeconds
    next = box == .failed ? 0 : max(own?.due(at: now) ?? 0, call?.due(at: now) ?? 0)
    tries = max(own?.tries ?? 0, call?.tries ?? 0)
    let isCall = (call?.next ?? 0) > (own?.next ?? 0)
    reason = (isCall ? call?.reason : own?.reason ?? call?.reason) ?? ""
  }

  /// A line for each message, and below it the reason where there is one.
  static func table(_ rows: [MailRow]) -> [String] {
    guard !rows.isEmpty else { return [] }
    let head = ["ID", "STATE", "QUEUED", "BYTES", "NEXT", "TO"]
    let cells = rows.map(\.cells)
    let widths = head.indices.map { column in ([head] + cells).map { $0[column].count }.max() ?? 0 }
    func line(_ cells: [String]) -> String {
      // What may have wide characters comes last, where it moves nothing.
      let padded = cells.indices.dropLast().map { column in
        let space = String(repeating: " ", count: widths[column] - cells[column].count)
        return column == 3 ? space + cells[column] : cells[column] + space
      }
      return (padded + [cells[cells.count - 1]]).joined(separator: "  ")
    }
    return [line(head)]
      + zip(rows, cells).flatMap { row, cells in
        [line(cells)] + (row.reason.isEmpty ? [] : ["    " + SafeText.of(row.reason)])
      }
  }

  private var cells: [String] {
    let who = SafeText.of("\(envelope.contact) <\(envelope.recipient)>", .line.atMost(MailRow.whoWidth))
    let next =
      state != .waiting ? "-" : self.next <= Clock.unixSeconds ? "now" : Clock.localText(UInt64(self.next) * 1_000_000)
    return [id, state.rawValue, Clock.localText(UInt64(max(0, queued)) * 1_000_000), "\(bytes)", next, who]
  }

  var json: String {
    let members = [
      ("id", id.asJSON), ("state", state.rawValue.asJSON), ("queued", "\(queued)"), ("bytes", "\(bytes)"),
      ("from", (envelope.sender?.description ?? "").asJSON), ("to", envelope.recipient.description.asJSON),
      ("contact", envelope.contact.asJSON), ("messageid", envelope.messageID.asJSON),
      ("next", state == .failed ? "null" : "\(next)"),
      ("tries", "\(tries)"), ("reason", reason.asJSON),
    ]
    return "{" + members.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
  }
}
