import FileStore
import Glibc
import Processes
import TestFiles
import Testing

/// As the probe makes them.
private func contents(_ number: Int) -> [UInt8] {
  [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: (number * 7919) % 100_000)
}

/// Kills a probe at moments that are spread over the time that it takes.
private func kills(_ task: String, _ count: Int, _ check: (String, FileStore, [String]) throws -> Void) throws {
  try withDirectory { path throws in
    let start = Clock.monotonic
    mkdir(path + "/whole", 0o770)
    _ = try Running.probe("filestore-probe", task, path + "/whole", "\(count)").end()
    let whole = Clock.monotonic - start
    var killed = 0
    for round in 0..<12 {
      let root = path + "/\(round)"
      mkdir(root, 0o770)
      let running = try Running.probe("filestore-probe", task, root, "\(count)")
      var waiting = WaitingList()
      waiting.add(-1, .read)
      waiting.wait(milliseconds: Int.random(in: 0...Int(whole / 1000)))
      let said = running.kill()
      killed += said.isEmpty ? 0 : 1
      let store = try FileStore(root, peer: alice, access: .write)
      try check(root, store, said)
      try expectRightCount(root)
    }
    #expect(killed >= 4)
  }
}

@Test func whoIsKilledWhileUploadingLeavesWholeFiles() throws {
  try kills("upload", 60) { root, store, said throws in
    var promised: [String: Int] = [:]
    for line in said {
      let words = line.split(separator: " ")
      promised[String(words[0])] = Int(words[1])
    }
    let names = try store.names(["incoming"])
    // Whatever it said yes to is there, and at most one more.
    #expect(Set(promised.keys).isSubset(of: names) && names.count <= promised.count + 1)
    for name in names {
      let bytes = try store.get(["incoming", name])
      let number = try #require(Int(name))
      let last = promised[name] ?? number
      // It is what was promised, or whole what was under way.
      #expect(bytes == contents(last) || (last == number && bytes == contents(number + 2)), "\(name)")
    }
    // What was under way goes on.
    let parts = try File.names(in: root + aliceHome + "/.peertls/parts")
    #expect(parts.count <= 1)
    for number in 0..<60 {
      let path = ["incoming", "\(number)"]
      guard !names.contains("\(number)"), let size = try? store.resumableSize(path) else { continue }
      try store.put(path, Array(contents(number)[Int(size)...]), at: .offset(size))
      #expect(try store.get(path) == contents(number))
    }
  }
}

@Test func whoIsKilledWhileMovingLeavesEachFileInOnePlace() throws {
  try kills("change", 15) { _, store, said throws in
    for number in 0..<15 {
      let (one, other) = ("\(number)", "\(number)b")
      let names = try store.names(["incoming"])
      #expect(!(names.contains(one) && names.contains(other)))
      if said.contains("moved \(other)") {
        #expect(!names.contains(one))
        #expect(names.contains(other) || number % 2 == 0)
      }
      if said.contains("removed \(other)") { #expect(!names.contains(other)) }
      guard let place = names.contains(one) ? one : names.contains(other) ? other : nil else { continue }
      for name in try store.names(["incoming", place]) {
        let bytes = try store.get(["incoming", place, name])
        #expect(bytes == contents(number) || (name == "c" && bytes == contents(number + 1)))
        if said.contains("replaced \(one)/c") { #expect(name == "c" && bytes == contents(number)) }
      }
    }
  }
}

@Test func noDescriptorIsLeftOver() throws {
  try withDirectory { path throws in
    #expect(try Running.probe("filestore-probe", "everything", path).end() == ["left over 0"])
  }
}
