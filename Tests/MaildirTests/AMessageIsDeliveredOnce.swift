import Foundation
import Maildir
import Processes
import Spool
import TestFiles
import Testing

private let identity = String(repeating: "ab", count: 32)

/// A state directory as a process of its own would open it.
private struct State: ~Copyable {
  let seen: SeenMessages
  let maildir: Maildir

  init(_ path: String, now: Int64 = Clock.unixSeconds) throws {
    let spool = try Spool(try Directory(path))
    let seen = try SeenMessages(in: spool, now: now)
    let maildir = try Maildir(["Maildir"], in: spool)
    self.seen = seen
    self.maildir = maildir
  }

  func deliver(_ text: String, _ identity: String = identity) throws -> Bool {
    var file = try maildir.file()
    try file.append(Array(text.utf8))
    return try maildir.deliver(file, identity, unlessSeen: seen)
  }
}

/// The same, by a process of its own.
private func deliver(
  _ text: String, in path: String, now: Int64 = Clock.unixSeconds, as name: String = identity
) throws -> Bool { try State(path, now: now).deliver(text, name) }

private func names(_ path: String, _ box: String = "new") -> [String] {
  ((try? FileManager.default.contentsOfDirectory(atPath: path + "/Maildir/" + box)) ?? []).sorted()
}

@Test func aMessageIsDeliveredOnce() throws {
  try withDirectory { path throws in
    let state = try State(path)
    #expect(try state.deliver("one"))
    #expect(try !state.deliver("one"))
    #expect(try state.deliver("two", String(repeating: "cd", count: 32)))
    #expect(names(path).count == 2 && names(path, "tmp").isEmpty)
    #expect(
      try names(path).map { try String(contentsOfFile: "\(path)/Maildir/new/\($0)", encoding: .utf8) } == [
        "one", "two",
      ])
    #expect(names(path).allSatisfy { $0.hasSuffix(",S=3") && UniqueName.time(String($0.dropLast(4))) != nil })
  }
}

/// Whoever comes at the same moment, from other processes: each opens all anew, as those would.
@Test func ofManyAtOnceOneDelivers() throws {
  try withDirectory { path throws in
    _ = try State(path)
    for round in 0..<10 {
      let identity = String(repeating: "\(round)", count: 64)
      nonisolated(unsafe) var delivered = [Bool](repeating: false, count: 8)
      let lock = NSLock()
      DispatchQueue.concurrentPerform(iterations: 8) { number in
        let isNew = (try? deliver("message", in: path, as: identity)) ?? false
        lock.withLock { delivered[number] = isNew }
      }
      #expect(delivered.filter { $0 }.count == 1)
      #expect(names(path).count == round + 1)
    }
    #expect(names(path, "tmp").isEmpty)
  }
}

@Test func whatIsKnownIsForgottenAfterSomeDays() throws {
  try withDirectory { path throws in
    let now = Clock.unixSeconds
    #expect(try deliver("one", in: path, now: now))
    #expect(try !deliver("one", in: path, now: now + SeenMessages.days * 86_400))
    // Only now is it cleared away.
    #expect(try deliver("one", in: path, now: now + (SeenMessages.days + 1) * 86_400))
    let days = try FileManager.default.contentsOfDirectory(atPath: path + "/.seen").filter { !$0.hasPrefix(".") }
    #expect(!days.contains(String(now / 86_400)))
  }
}

/// A clock that was set back has messages of days to come.
@Test func aClockThatIsSetBackForgetsNothing() throws {
  try withDirectory { path throws in
    let now = Clock.unixSeconds
    #expect(try deliver("one", in: path, now: now + 3 * 86_400))
    #expect(try !deliver("one", in: path, now: now))
  }
}

@Test func whatAClockThatWasAheadNotedIsForgottenAsWell() throws {
  try withDirectory { path throws in
    let now = Clock.unixSeconds
    func later(_ days: Int64) -> Int64 { now + days * 86_400 }
    let (year, week) = (365 as Int64, SeenMessages.days)
    #expect(try deliver("one", in: path, now: later(year)))
    for day in [0, week] { #expect(try !deliver("one", in: path, now: later(day))) }
    // Ahead again, which makes it no older.
    #expect(try !deliver("one", in: path, now: later(year + week)))
    #expect(try !deliver("one", in: path, now: later(week + 1)))
    #expect(try !deliver("one", in: path, now: later(2 * week + 1)))
    // Only now is it cleared away.
    _ = try State(path, now: later(2 * week + 2))
    #expect(try deliver("one", in: path, now: later(2 * week + 2)))
    let names = try FileManager.default.contentsOfDirectory(atPath: path + "/.seen")
    #expect(!names.contains(String(later(year) / 86_400)))
  }
}

@Test func everythingIsOpenToTheGroup() throws {
  try withDirectory { path throws in
    #expect(try deliver("one", in: path))
    func mode(_ name: String) throws -> Int {
      try FileManager.default.attributesOfItem(atPath: path + "/" + name)[.posixPermissions] as? Int ?? 0
    }
    for name in ["Maildir", "Maildir/new", "Maildir/cur", "Maildir/tmp", ".seen"] {
      #expect(try mode(name) & 0o777 == 0o770)
    }
    #expect(try mode("Maildir/new/" + names(path)[0]) == 0o660)
  }
}

@Test(arguments: ["Maildir/new", "Maildir/tmp", ".seen"]) func aLostDirectoryIsAnError(_ name: String) throws {
  try withDirectory { path throws in
    let state = try State(path)
    try FileManager.default.removeItem(atPath: path + "/" + name)
    #expect(throws: SystemError.self) { try state.deliver("one") }
    #expect(names(path).isEmpty && names(path, "tmp").isEmpty)
    // What was not delivered is not known.
    #expect(try deliver("one", in: path))
  }
}

@Test(.enabled(if: canMount, "no right to mount a file system")) func onAFullDiskNothingIsKnown() throws {
  try withSmallDisk("size=256k") { disk throws in
    let state = try State(disk)
    let large = String(repeating: "x", count: 300_000)
    #expect(throws: SystemError.self) { try state.deliver(large) }
    #expect(names(disk).isEmpty && names(disk, "tmp").isEmpty)
    #expect(try state.deliver("small"))
  }
}
