import Foundation
import Systemd
import Testing

/// A journal file that systemd-journal-remote(8) writes from what it is told.
private final class JournalFile {
  let directory: ScratchDirectory
  private let process = Process()
  private let input = Pipe()

  static let writer = "/lib/systemd/systemd-journal-remote"

  init() throws {
    directory = try ScratchDirectory()
    process.executableURL = URL(filePath: Self.writer)
    process.arguments = ["--output", path, "-"]
    process.standardInput = input
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
  }

  deinit {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  var path: String { directory.url.appending(path: "remote.journal").path }

  /// Adds an entry, in journal-export format.
  func add(_ number: UInt64, _ fields: [String: String]) throws {
    var entry = "__REALTIME_TIMESTAMP=\(1_700_000_000_000_000 + number)\n__MONOTONIC_TIMESTAMP=\(number + 1)\n"
    entry += "_BOOT_ID=c16cccefd44645f0a2e776742702aa0c\n"
    for (name, value) in fields { entry += "\(name)=\(value)\n" }
    try input.fileHandleForWriting.write(contentsOf: Data((entry + "\n").utf8))
  }

  func finish() throws {
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
  }
}

private let isPossible = FileManager.default.isExecutableFile(atPath: JournalFile.writer)

/// Ten entries: verdicts of two sessions in turn, the last of them denied.
private func sample() throws -> JournalFile {
  let file = try JournalFile()
  for number: UInt64 in 0..<10 {
    try file.add(
      number,
      [
        "MESSAGE": "entry \(number)", "PEERTLS_SESSION": "\(number % 2)",
        "PEERTLS_VERDICT": number == 9 ? "deny" : "allow",
        "PEERTLS_PEER_NAME": "Zoë \(number)=x",
      ])
  }
  try file.finish()
  return file
}

private func messages(_ reader: inout JournalReader) throws -> [String] {
  var messages: [String] = []
  while try reader.next() { messages += reader.fields().filter { $0.name == "MESSAGE" }.map(\.value) }
  return messages
}

@Suite(.enabled(if: isPossible, "needs systemd-journal-remote")) struct JournalFilesAreRead {
  @Test func everyEntryWithAllItsFields() throws {
    let file = try sample()
    var reader = try JournalReader(.directory(file.directory.url.path))
    #expect(try messages(&reader) == (0..<10).map { "entry \($0)" })
    try reader.seekHead()
    #expect(try reader.next())
    let fields = Dictionary(reader.fields().map { ($0.name, $0.value) }) { first, _ in first }
    #expect(
      fields == [
        "MESSAGE": "entry 0", "PEERTLS_SESSION": "0", "PEERTLS_VERDICT": "allow", "PEERTLS_PEER_NAME": "Zoë 0=x",
        "_BOOT_ID": "c16cccefd44645f0a2e776742702aa0c",
      ])
    #expect(reader.realtimeMicroseconds == 1_700_000_000_000_000)
  }

  @Test func onlyWhatMatchesAll() throws {
    let file = try sample()
    var reader = try JournalReader(.directory(file.directory.url.path))
    try reader.match("PEERTLS_SESSION", "1")
    #expect(try messages(&reader) == ["entry 1", "entry 3", "entry 5", "entry 7", "entry 9"])
    try reader.match("PEERTLS_VERDICT", "deny")
    try reader.seekHead()
    #expect(try messages(&reader) == ["entry 9"])
    #expect(throws: SystemdError.self) { try reader.match("lower case", "x") }
  }

  @Test func whatIsAddedWhileItIsRead() throws {
    let file = try JournalFile()
    var reader = try JournalReader(.directory(file.directory.url.path))
    for number: UInt64 in 0..<3 {
      try file.add(number, ["MESSAGE": "entry \(number)"])
      let deadline = ContinuousClock.now + .seconds(30)
      var found: [String] = []
      while found.isEmpty && ContinuousClock.now < deadline {
        _ = try reader.wait(microseconds: 1_000_000)
        found = try messages(&reader)
      }
      #expect(found == ["entry \(number)"])
    }
  }

  @Test func whatIsNoJournalIsAnError() throws {
    #expect(throws: SystemdError.self) { _ = try JournalReader(.directory("/nonexistent")) }
    let file = try sample()
    let bytes = try Data(contentsOf: URL(filePath: file.path))
    let damaged = try ScratchDirectory()
    let copy = damaged.url.appending(path: "copy.journal")
    for length in [0, 100, 300, 5000, bytes.count / 2] {
      try bytes.prefix(length).write(to: copy)
      // Nothing else can be thrown.
      do throws(SystemdError) {
        var reader = try JournalReader(.directory(damaged.url.path))
        while try reader.next() { _ = reader.fields() }
      } catch {}
    }
  }
}
