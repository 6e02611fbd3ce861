import Journal
import Processes
import Systemd

/// The trail in systemd's journal.
struct JournalTrail: ~Copyable {
  /// The account of a system's sessions, peertlsd.conf(5).
  private static let sessionUser = "peertls"

  private var reader: JournalReader
  /// Whose records are believed; nil: everybody's. Anybody on this machine can log fields of these names, and only
  /// journald's own _UID says who did.
  private let believed: Set<String>?

  init(directory: String?, since: UInt64?) throws(Failure) {
    let sessions = (try? Account(named: JournalTrail.sessionUser)).map { String($0.user) }
    believed = directory == nil ? Set(["0", String(Account.own)] + (sessions.map { [$0] } ?? [])) : nil
    reader = try JournalTrail.open(directory, since)
  }

  private static func open(_ directory: String?, _ since: UInt64?) throws(Failure) -> JournalReader {
    do throws(SystemdError) {
      var reader = try JournalReader(directory.map { .directory($0) } ?? .local)
      for event in Event.allCases { try reader.match(Field.event.rawValue, event.rawValue) }
      if let since { try reader.seek(microseconds: since) } else { try reader.seekHead() }
      if reader.hasFiles || directory != nil { return reader }
    } catch {
      throw Failure(.noInput, "\(error)")
    }
    let hint = "peertls audit --file FILE reads what peertlsd wrote to standard error"
    guard Account.isPrivileged else {
      throw Failure(
        .noInput, "there is no journal that you may read; add yourself to the group systemd-journal, or \(hint)")
    }
    throw Failure(.noInput, "there is no journal on this machine; \(hint)")
  }

  /// The next event; nil at the end.
  mutating func next() throws -> TrailEvent? {
    do {
      while try reader.next() {
        let fields = reader.fields()
        if let believed, !fields.contains(where: { $0.name == "_UID" && believed.contains($0.value) }) { continue }
        return TrailEvent(microseconds: reader.realtimeMicroseconds, fields: fields)
      }
      return nil
    } catch {
      throw Failure(.inputOutput, "\(error)")
    }
  }

  /// Waits until there may be more.
  mutating func wait() throws {
    do { _ = try reader.wait(microseconds: .max) } catch { throw Failure(.inputOutput, "\(error)") }
  }
}
