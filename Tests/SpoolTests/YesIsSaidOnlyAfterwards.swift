import Glibc
import Processes
import Spool
import Testing

private let strace = "/usr/bin/strace"

/// The system calls that a power cut makes matter, as the kernel saw them.
private func calls(_ root: String, _ more: [String] = [], _ task: String = "write", _ count: String = "1") throws
  -> [String]
{
  let log = root + "/log"
  let watched = ["-f", "-y", "-e", "trace=openat,write,fsync,rename,renameat,renameat2,unlinkat,mkdirat", "-o", log]
  mkdir(root + "/s", 0o700)
  _ = try Running.probe(task, root + "/s", count, under: [strace] + watched + more).end()
  let text = String(decoding: try File.contents(log, limit: 1 << 20), as: UTF8.self)
  return text.split(separator: "\n").map { String($0.drop { $0 != " " }.dropFirst()) }
}

@Test(.enabled(if: File.isExecutable(strace), "needs strace"))
func yesIsSaidAfterFileAndNameAreDurable() throws {
  try withDirectory { path in
    // A directory that is there already, so that what is seen is the file's.
    _ = try Running.probe("write", path, "0").end()
    let lines = try calls(path, [], "write", "2")
    let yes = try #require(lines.lastIndex { $0.hasPrefix("write(1<") })
    let rename = try #require(lines[..<yes].lastIndex { $0.hasPrefix("renameat2(") && $0.contains("RENAME_NOREPLACE") })
    let write = try #require(lines[..<rename].lastIndex { $0.hasPrefix("write(") })
    #expect(lines[write..<rename].contains { $0.hasPrefix("fsync(") && $0.contains("/tmp/") && $0.hasSuffix("= 0") })
    #expect(lines[rename..<yes].contains { $0.hasPrefix("fsync(") && $0.contains("/new>") && $0.hasSuffix("= 0") })
    // The directories that it made are durable too: `tmp` and `new` in their parent.
    #expect(lines.count { $0.hasPrefix("fsync(") && $0.contains("/s>)") } == 2)
  }
}

/// The disk fails at each of the places where durability is asked for.
@Test(.enabled(if: File.isExecutable(strace), "needs strace"), arguments: 1...6)
func whatCannotBeMadeDurableIsNotThere(_ place: Int) throws {
  try withDirectory { path in
    let lines = try calls(path, ["-e", "inject=fsync:error=EIO:when=\(place)"])
    // With one file there are four: two directories' and two of the file's.
    guard place <= 4 else { return #expect(lines.contains { $0.hasPrefix("write(1<") }) }
    #expect(!lines.contains { $0.hasPrefix("write(1<") })
    for directory in ["/s/new", "/s/tmp"] {
      #expect((try? File.names(in: path + directory)) ?? [] == [])
    }
  }
}
