import FileStore
import Glibc
import Processes
import Spool
import TestFiles
import Testing

private let own = Digits(Array("0123456789abcdef".utf8))

private struct Digits {
  let bytes: Set<UInt8>
  init(_ bytes: [UInt8]) { self.bytes = Set(bytes) }
  func holds(_ text: Substring) -> Bool { text.utf8.allSatisfy(bytes.contains) }
}

/// The system calls of the probe's steps that matter in a power cut, as strace(1) writes them; its state is `path` + `/s`.
private func calls(_ path: String, _ more: [String] = []) throws -> [String] {
  let log = path + "/log"
  let watched = ["-f", "-y", "-e", "trace=write,fsync,renameat,renameat2,unlinkat", "-o", log]
  _ = try Running.probe("filestore-probe", "steps", path + "/s", under: [strace] + watched + more).end()
  let text = String(decoding: try File.contents(log, limit: 1 << 20), as: UTF8.self)
  return text.split(separator: "\n").map { String($0.drop { $0 != " " }.drop { $0 == " " }) }
}

/// The steps that matter, each with what is at the end of its descriptor's path: a part is `*`, a temporary name `+`, the
/// peer's directory `home`.
private func steps(_ calls: [String]) -> [String] {
  calls.compactMap { call in
    guard let name = call.split(separator: "(").first, call.hasSuffix("= 0") || name == "write" else { return nil }
    let path = call.split(separator: "<", maxSplits: 1).last?.split(separator: ">").first ?? ""
    let last = path.split(separator: "/").last ?? ""
    if name == "write" { return call.hasPrefix("write(1<") ? "yes" : nil }
    if last.utf8.count >= 64 && own.holds(last.prefix(64)) { return name + " *" }
    if UniqueName.time(String(last)) != nil { return name + " +" }
    return name + " " + (last == "alice@example.org" ? "home" : last)
  }
}

private func prepared(_ body: (String) throws -> Void) throws {
  try withDirectory { path throws in
    mkdir(path + "/s", 0o770)
    let store = try FileStore(path + "/s", peer: alice, access: .write)
    try store.put(["incoming", "before"], [1])
    try body(path)
  }
}

@Test(.enabled(if: canTrace, "needs strace")) func yesIsSaidAfterFileAndNameAreDurable() throws {
  try prepared { path throws in
    let steps = try steps(calls(path))
    let beginning = steps.firstIndex(of: "fsync *") ?? 0
    #expect(
      Array(steps[beginning...]) == [
        "fsync *", "renameat parts", "fsync home", "yes", "fsync *", "renameat parts", "fsync home", "yes", "fsync *",
        "renameat parts", "fsync home", "unlinkat parts", "yes", "fsync +", "renameat2 tmp", "fsync home", "yes",
        "renameat2 home", "fsync d", "fsync home", "yes", "fsync moved", "yes", "unlinkat d", "fsync d", "yes",
        "unlinkat home", "fsync home", "yes",
      ])
  }
}

/// The disk fails once, wherever durability is asked for.
@Test(.enabled(if: canTrace, "needs strace")) func whatIsNotDurableIsNotSaidYesTo() throws {
  var (opening, sure) = (0, 0)
  try prepared { path throws in
    let steps = try steps(calls(path))
    opening = steps.prefix { $0 != "fsync *" }.count { $0.hasPrefix("fsync") }
    sure = steps.count { $0.hasPrefix("fsync") }
  }
  // What was opened before is opened again without a disk's having to do anything.
  #expect(opening == 0)
  for place in 1...(sure + 1) {
    try prepared { path throws in
      let found = try steps(calls(path, ["-e", "inject=fsync:error=EIO:when=\(place)"]))
      #expect((found.count { $0 == "yes" } == 8) == (place > sure), "\(place)")
      let store = try FileStore(path + "/s", peer: alice, access: .write)
      #expect(try store.get(["incoming", "before"]) == [1])
      // What could not be made durable is not gone on with, for nobody knows what of it was written.
      #expect(try File.names(in: path + "/s" + aliceHome + "/.peertls/parts").isEmpty)
      try expectRightCount(path + "/s")
    }
  }
}

/// A process is killed at each call that changes a name; whatever it is, what is there is whole and counted.
@Test(.enabled(if: canTrace, "needs strace"), arguments: ["renameat", "renameat2", "unlinkat", "fsync"])
func whereverItIsKilledTheCountIsRight(_ call: String) throws {
  for place in 1...40 {
    var isOver = false
    try prepared { path throws in
      let found = try steps(calls(path, ["-e", "inject=\(call):signal=KILL:when=\(place)"]))
      isOver = found.count { $0 == "yes" } == 8
      let store = try FileStore(path + "/s", peer: alice, access: .write)
      for entry in try store.list(["incoming"]) where entry.kind == .file {
        #expect([[1], [2, 3], [2, 3, 4]].contains(try store.get(["incoming", entry.name])))
      }
      try expectRightCount(path + "/s")
    }
    if isOver { return }
  }
  Issue.record("never came to an end")
}
