import Glibc
import Processes
import Spool
import TestFiles
import Testing

private let strace = "/usr/bin/strace"
private let canTrace: Bool = {
  let program = Program(path: strace, arguments: [strace, "-o", "/dev/null", "/bin/echo", "traced"])
  return (try? Running(program).end()) == ["traced"]
}()

/// The system calls of the probe that matter in a power cut, as strace(1) writes them; its spool is `path` + `/s`.
private func calls(_ path: String, _ task: String, _ more: [String] = []) throws -> [String] {
  let log = path + "/log"
  let watched = ["-f", "-y", "-e", "trace=write,fsync,renameat,renameat2,unlinkat,mkdirat", "-o", log]
  mkdir(path + "/s", 0o700)
  _ = try Running.probe("spool-probe", task, path + "/s", "2", under: [strace] + watched + more).end()
  let text = String(decoding: try File.contents(log, limit: 1 << 20), as: UTF8.self)
  return text.split(separator: "\n").map { String($0.drop { $0 != " " }.drop { $0 == " " }) }
}

/// The steps that matter, each with what is at the end of its descriptor's path; a name of the spool's own making is `*`.
private func steps(_ calls: [String]) -> [String] {
  calls.compactMap { call in
    guard let name = call.split(separator: "(").first, call.hasSuffix("= 0") || name == "write" else { return nil }
    let path = call.split(separator: "<", maxSplits: 1).last?.split(separator: ">").first ?? ""
    let last = path.split(separator: "/").last.map(String.init) ?? ""
    if name == "write" && call.hasPrefix("write(1<") { return "yes" }
    return name + " " + (UniqueName.time(last) == nil ? last : "*")
  }
}

@Test(.enabled(if: canTrace, "needs strace"))
func yesIsSaidAfterFileAndNameAreDurable() throws {
  try withDirectory { path throws in
    let made = ["mkdirat s", "fsync *", "renameat2 s", "fsync s", "mkdirat tmp", "fsync *", "renameat2 tmp", "fsync s"]
    // The first file is empty, the second one written in parts.
    let files = [
      "fsync *", "renameat2 tmp", "fsync new", "yes", "write *", "fsync *", "renameat2 tmp", "fsync new", "yes",
    ]
    let steps = try steps(calls(path, "write"))
    let found = steps.enumerated().filter { $0.offset == 0 || $0.element != steps[$0.offset - 1] }.map(\.element)
    #expect(found == made + files)
  }
}

/// Whoever made them may have been killed before they were durable.
@Test(.enabled(if: canTrace, "needs strace"))
func directoriesThatAreThereAreMadeDurableToo() throws {
  try withDirectory { path throws in
    mkdir(path + "/s", 0o700)
    for name in ["tmp", "new"] { mkdir(path + "/s/" + name, 0o700) }
    #expect(try steps(calls(path, "write")).prefix(3) == ["fsync s", "fsync s", "fsync *"])
  }
}

@Test(.enabled(if: canTrace, "needs strace"))
func movingAndRemovingAreDurable() throws {
  try withDirectory { path throws in
    let afterwards = ["renameat2 new", "fsync old", "fsync new", "yes", "unlinkat old", "fsync old", "yes"]
    #expect(try steps(calls(path, "move")).suffix(7) == afterwards[...])
  }
}

/// The disk fails at each of the places where durability is asked for: six for two directories and a file.
@Test(.enabled(if: canTrace, "needs strace"), arguments: 1...7)
func whatCannotBeMadeDurableIsNotThere(_ place: Int) throws {
  try withDirectory { path throws in
    let steps = try steps(calls(path, "write", ["-e", "inject=fsync:error=EIO:when=\(place)"]))
    #expect(steps.contains("yes") == (place > 6))
    let names = (try? File.names(in: path + "/s/new")) ?? []
    #expect(names == (place > 6 ? ["0-0"] : []))
    #expect((try? File.names(in: path + "/s/tmp")) ?? [] == [])
  }
}
