import Glibc
import Processes
import Spool
import TestFiles
import Testing

/// The probe names its files `NUMBER-LENGTH` and fills them with the number.
private func isWhole(_ name: String, in directory: borrowing Directory) throws -> Bool {
  let parts = name.split(separator: "-").compactMap { Int($0) }
  let bytes = try directory.contents(name, limit: 100_000)
  return bytes == [UInt8](repeating: UInt8(truncatingIfNeeded: parts[0]), count: parts[1])
}

/// Killed at a random moment, as often as it takes to be killed everywhere.
@Test func aKillLeavesOnlyWholeFiles() throws {
  try withDirectory { path in
    // How long it takes to write one, so that the kills are spread over that.
    let start = Clock.monotonic
    #expect(try Running.probe("spool-probe", "write", path, "100").end().count == 100)
    let one = Int(Clock.monotonic - start) / 100
    var (killed, leftovers, files) = (0, 0, 0)
    for round in 0..<20 {
      let root = path + "/\(round)"
      mkdir(root, 0o700)
      let writer = try Running.probe("spool-probe", "write", root, "500")
      var acknowledged: [String] = []
      for _ in 0..<Int.random(in: 0...50) { if let line = writer.line() { acknowledged.append(line) } }
      usleep(UInt32(Int.random(in: 0...one)))
      acknowledged += writer.kill()
      killed += acknowledged.count < 500 ? 1 : 0
      guard let directory = try? Directory(root + "/new") else {
        #expect(acknowledged.isEmpty)
        continue
      }
      let names = try directory.names()
      for name in names { #expect(try isWhole(name, in: directory), "\(name)") }
      // Whatever it said yes to is there, and at most one more, to which it could not.
      #expect(Set(acknowledged).isSubset(of: names))
      #expect(names.count <= acknowledged.count + 1)
      let temporary = try Directory(root + "/tmp").names()
      #expect(temporary.count <= 1)
      (leftovers, files) = (leftovers + temporary.count, files + names.count)
      // The next one goes on, and what was left is swept out in time.
      let spool = try Spool(try Directory(root), now: Clock.unixSeconds + Spool.temporarySeconds + 10)
      #expect(try Directory(root + "/tmp").names().isEmpty)
      try spool.write([1], as: "next", into: spool.directory)
    }
    #expect(killed >= 5 && files > 0, "killed \(killed) with \(files) files and \(leftovers) temporary ones")
  }
}
