import Glibc
import Processes
import Testing

private let probe = (try? File.ownPath().split(separator: "/").dropLast().map { "/" + $0 }.joined()) ?? ""

/// The probe with system calls taken away by strace(1): each `CALL:error=NAME`.
func probing(_ arguments: [String], without calls: [String] = []) throws -> Outcome {
  let program = [probe + "/processes-probe"] + arguments
  if calls.isEmpty { return try run(Program(path: program[0], arguments: program)) }
  let strace = ["/usr/bin/strace", "-f", "-o", "/dev/null"]
  return try run(Program(path: strace[0], arguments: strace + calls.flatMap { ["-e", "inject=" + $0] } + program))
}

let canTrace: Bool = {
  let strace = ["/usr/bin/strace", "-o", "/dev/null", "/bin/echo", "traced"]
  return (try? run(Program(path: strace[0], arguments: strace)).lines) == ["traced"]
}()

/// Openat2(2), and the way on foot that is taken where there is none, or where a filter refuses it.
private let ways = [[], ["openat2:error=ENOSYS"], ["openat2:error=EPERM"]]

private func makeTree(_ path: String) throws {
  for name in ["/root", "/root/a", "/root/a/b", "/outside"] { mkdir(path + name, 0o700) }
  try File.create(path + "/root/a/file", [UInt8(ascii: "f")])
  try File.create(path + "/outside/file", [UInt8(ascii: "o")])
  mkfifo(path + "/root/pipe", 0o600)
  for (name, text) in [
    ("inside", "a"), ("toFile", "a/file"), ("back", "a/../a/b/../file"), ("chain", "inside/../toFile"), ("here", "."),
    ("out", "../outside"), ("outFile", "../outside/file"), ("absolute", path + "/root/a"), ("top", "/"),
    ("loop", "loop"), ("nowhere", "a/none"), ("through", "a/file/x"), ("a/up", ".."), ("a/upOut", "../../outside"),
    ("process", "/proc/self/root"), ("slash", "a/"),
  ] { symlink(text, path + "/root/" + name) }
}

@Test(.enabled(if: canTrace, "needs strace"), arguments: ways) func linksLeadAsFarAsTheyMay(_ way: [String]) throws {
  try withDirectory { path in
    try makeTree(path)
    let paths = [
      "a", "a/b", "a/file", "none", "a/none", "a/file/x", "pipe", "inside", "inside/file", "toFile", "back", "chain",
      "here/a/file", "a/up/a/b", "a/up/a/file", "slash/file", "out", "out/file", "outFile", "absolute", "absolute/file",
      "top", "loop", "nowhere", "through", "a/upOut/file", "process/etc", "",
    ]
    let outcome = try probing(["beneath", path + "/root"] + paths, without: way)
    let (isDirectory, missing, out) = ("Not a directory", "No such file or directory", "Invalid cross-device link")
    let (loop, invalid) = ("Too many levels of symbolic links", "Invalid argument")
    let all = "a,absolute,back,chain,here,inside,loop,nowhere,out,outFile,pipe,process,slash,through,toFile,top"
    #expect(
      outcome.lines == [
        "a: b,file,up,upOut: b,file,up,upOut", "a/b: : ", "a/file: f: f", "none: \(missing): \(missing)",
        "a/none: \(missing): \(missing)", "a/file/x: \(isDirectory): \(isDirectory)", "pipe: \(invalid): \(invalid)",
        "inside: b,file,up,upOut: \(loop)", "inside/file: f: \(loop)", "toFile: f: \(loop)", "back: f: \(loop)",
        "chain: f: \(loop)", "here/a/file: f: \(loop)", "a/up/a/b: : \(loop)", "a/up/a/file: f: \(loop)",
        "slash/file: f: \(loop)", "out: \(out): \(loop)", "out/file: \(out): \(loop)", "outFile: \(out): \(loop)",
        "absolute: \(out): \(loop)", "absolute/file: \(out): \(loop)", "top: \(out): \(loop)", "loop: \(loop): \(loop)",
        "nowhere: \(missing): \(loop)", "through: \(isDirectory): \(loop)", "a/upOut/file: \(out): \(loop)",
        "process/etc: \(out): \(loop)", ": \(all): \(all)",
      ])
  }
}

/// Somebody has a directory be a link that leads out, and back, while it is gone through.
@Test(.enabled(if: canTrace, "needs strace"), arguments: ways) func nobodyIsQuickEnoughToLeadOut(_ way: [String]) throws
{
  try withDirectory { path in
    for name in ["/root", "/root/x", "/outside"] { mkdir(path + name, 0o700) }
    try File.create(path + "/root/x/file", [1])
    try File.create(path + "/root/y", [1])
    try File.create(path + "/outside/file", [2])
    let pipe = try Pipe()
    var swapping = Program(path: probe + "/processes-probe", arguments: ["probe", "swap", path + "/root"])
    swapping.descriptors = [-1, pipe.writing.number, 2]
    let pid = try swapping.spawn()
    defer {
      kill(pid, SIGKILL)
      while waitpid(pid, nil, 0) < 0 && errno == EINTR {}
    }
    var byte: UInt8 = 0
    #expect(read(pipe.reading.number, &byte, 1) == 1)
    let count = way.isEmpty ? 20_000 : 2000
    #expect(try probing(["race", path + "/root", "\(count)"], without: way).lines == ["1"])
  }
}

@Test(arguments: ["", ".", "..", "a/b", "/", "a\0b"]) func aPathIsNames(_ name: String) throws {
  try withDirectory { path in
    mkdir(path + "/a", 0o700)
    let directory = try Directory(path)
    for path in [[name], ["a", name], [name, "a"]] {
      for links in [Links.beneath, .refused] {
        #expect(errorOf { () throws(SystemError) in _ = try directory.entry(at: path, links) }?.code == EINVAL)
        #expect(errorOf { () throws(SystemError) in _ = try directory.open(at: path, links) }?.code == EINVAL)
        #expect(errorOf { () throws(SystemError) in _ = try directory.directory(at: path, links) }?.code == EINVAL)
      }
    }
  }
}

/// A device is not even opened.
@Test(arguments: [Links.beneath, .refused]) func whatIsNoFileIsNotOpened(_ links: Links) throws {
  let devices = try Directory("/dev")
  #expect(errorOf { () throws(SystemError) in _ = try devices.open(at: ["null"], links) }?.code == EINVAL)
  #expect(errorOf { () throws(SystemError) in _ = try devices.open(at: ["shm"], links) }?.code == EISDIR)
  #expect(try devices.entry(at: ["null"], links).kind == .other)
}
