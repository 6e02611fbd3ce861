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

/// Whoever had it may have renamed it away when the lock is taken.
@Test func manyAtOnceLoseNothing() throws {
  try withStore { path, store throws in
    let probes = try (0..<3).map { _ in try Running.probe("filestore-probe", "upload", path, "60") }
    for probe in probes {
      // Two of them may meet at a name; then one is told so.
      let said = probe.end()
      for line in said { #expect(line.split(separator: " ").count == 2) }
    }
    let names = try store.names(["incoming"])
    for name in names {
      let number = try #require(Int(name))
      let bytes = try store.get(["incoming", name])
      #expect(
        bytes.allSatisfy { $0 == UInt8(truncatingIfNeeded: number) || $0 == UInt8(truncatingIfNeeded: number + 2) })
      #expect([number, number + 2].map { ($0 * 7919) % 100_000 }.contains(bytes.count))
    }
    let usage = try store.usage()
    #expect(usage.entries == names.count)
  }
}
