import FileStore
import Glibc
import Processes
import TestFiles
import Testing

@Test(arguments: [UploadStart.beginning, .end, .offset(1)]) func theSecondIsBusy(_ start: UploadStart) throws {
  try withStore { path, store throws in
    try store.put(["incoming", "a"], [1])
    var upload = try store.begin(["incoming", "a"], at: start)
    let other = try FileStore(path, peer: alice, access: .write)
    for start in [UploadStart.beginning, .end, .offset(1), .offset(99)] {
      #expect(throws: StoreError.busy) { _ = try other.upload(["incoming", "a"], at: start) }
    }
    // Its file can be read, and others be uploaded.
    #expect(try other.get(["incoming", "a"]) == [1])
    try other.put(["incoming", "b"], [2])
    try upload.append([3])
    try upload.commit()
    #expect(try store.get(["incoming", "a"]) == (start == .beginning ? [3] : [1, 3]))
    try other.put(["incoming", "a"], [4])
    #expect(try store.get(["incoming", "a"]) == [4])
  }
}

@Test(arguments: [[], [9]] as [[UInt8]]) func whoIsKilledIsNotWaitedFor(_ file: [UInt8]) throws {
  try withStore { path, store throws in
    if !file.isEmpty { try store.put(["incoming", "a"], file) }
    let holding = try Running.probe("filestore-probe", "hold", path, "a")
    #expect(holding.line() == "held")
    #expect(throws: StoreError.busy) { _ = try store.upload(["incoming", "a"], at: .beginning) }
    if file.isEmpty { #expect(throws: StoreError.busy) { try store.delete(["incoming", "a"]) } }
    _ = holding.kill()
    try store.put(["incoming", "a"], [7], at: .end)
    #expect(try store.get(["incoming", "a"]) == (file.isEmpty ? [1, 2, 3] : file) + [7])
    #expect(try store.usage().bytes == (file.isEmpty ? 4 : 2) && store.usage().entries == 1)
  }
}

/// Whoever had the part has renamed it to the file between another's opening and locking it.
@Test(.enabled(if: canTrace, "needs strace")) func whatHasItsNameByThenIsNotWrittenTo() throws {
  try withStore { path, store throws in
    var upload = try store.begin(["incoming", "0"])
    try upload.append([1, 2, 3])
    let log = path + "/log"
    let slow = [strace, "-f", "-o", log, "-e", "trace=openat,fcntl", "-e", "inject=fcntl:delay_enter=500000"]
    let other = try Running.probe("filestore-probe", "upload", path, "1", under: slow)
    let part = try File.names(in: path + aliceHome + "/.peertls/parts")[0]
    func hasOpened() -> Bool {
      let lines = (try? File.contents(log, limit: 1 << 20)).map { String(decoding: $0, as: UTF8.self) } ?? ""
      return lines.split(separator: "\n").contains { $0.contains(part) && !$0.contains("O_CREAT") }
    }
    while !hasOpened() { usleep(1000) }
    try upload.commit()
    #expect(try store.get(["incoming", "0"]) == [1, 2, 3])
    #expect(other.end() == ["0 0"])
    #expect(try store.get(["incoming", "0"]).isEmpty)
    try expectRightCount(path)
  }
}

@Test func manyAtOnceLoseNothing() throws {
  try withStore { path, store throws in
    let probes = try (0..<3).map { _ in try Running.probe("filestore-probe", "upload", path, "60") }
    for probe in probes { #expect(probe.end().count == 60) }
    let names = try store.names(["incoming"])
    for name in names {
      let number = try #require(Int(name))
      let bytes = try store.get(["incoming", name])
      #expect(
        bytes.allSatisfy { $0 == UInt8(truncatingIfNeeded: number) || $0 == UInt8(truncatingIfNeeded: number + 2) })
      #expect([number, number + 2].map { ($0 * 7919) % 100_000 }.contains(bytes.count))
    }
    #expect(names.count == 40)
    try expectRightCount(path)
  }
}
