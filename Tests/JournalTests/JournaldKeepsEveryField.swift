import Foundation
import Journal
import Testing

@Test(.enabled(if: PrivateJournal.isPossible, "needs root, unshare and systemd-journald"))
func aRealJournalKeepsEveryFieldAndVouchesForTheSender() throws {
  let journal = try PrivateJournal()
  let socket = try #require(Log.connectJournal(path: journal.socket))
  defer { close(socket) }
  var log = Log(journal: socket, identifier: "peertls-session", patience: Log.maximumPatience)
  for (number, value) in hostileValues.enumerated() {
    var record = record(value)
    record[.session] = String(number)
    log.send(record)
  }
  #expect(log.lost == 0)

  let entries = try journal.entries("SYSLOG_IDENTIFIER=peertls-session")
  #expect(entries.count == hostileValues.count, "one entry a record: none lost, none forged")
  for (number, (entry, value)) in zip(entries, hostileValues).enumerated() {
    #expect(entry["MESSAGE_ID"] == Event.verdict.messageID)
    #expect(entry["PRIORITY"] == "6")
    #expect(entry["_PID"] == String(getpid()))
    #expect(entry["_UID"] == String(getuid()))
    #expect(entry["_TRANSPORT"] == "journal")
    #expect(entry["PEERTLS_EVENT"] == "verdict")
    #expect(entry["PEERTLS_SESSION"] == String(number))
    for field in Field.allCases where field != .event && field != .session {
      #expect(entry[field.rawValue] == value)
    }
    #expect(Set(entry.keys.filter { $0.hasPrefix("PEERTLS_") }) == Set(Field.allCases.map(\.rawValue)))
  }
}

@Test(.enabled(if: PrivateJournal.isPossible, "needs root, unshare and systemd-journald"))
func theLargestRecordReachesTheJournal() throws {
  let journal = try PrivateJournal()
  let socket = try #require(Log.connectJournal(path: journal.socket))
  defer { close(socket) }
  var log = Log(journal: socket, identifier: "large")
  log.send(record(String(repeating: "\n", count: 5000)))
  #expect(log.lost == 0)
  #expect(try journal.entries("SYSLOG_IDENTIFIER=large").count == 1)
}
