// What must happen in a process of its own, for it is killed, limited or locked out:
//   write ROOT COUNT          writes files into ROOT/new and says the name of each that it may say yes to
//   move ROOT                 writes, moves and removes a file, and says each when it may
//   limited ROOT BYTES        writes one file of twice BYTES where no file may have more, and says how that failed
//   change ROOT               is in a change of ROOT's counter until it is killed
//   everything ROOT           does what can be done, and what fails, many times; says how many descriptors are left over
import Glibc
import Processes
import Spool

func say(_ text: String) throws(SystemError) { try File.write(Array((text + "\n").utf8), to: 1, name: "the output") }

func perform(_ task: String, _ root: String) throws(SystemError) {
  switch task {
  case "write":
    let spool = try Spool(try Directory(root))
    let new = try spool.makeDirectory("new", in: spool.directory)
    for number in 0..<(Int(CommandLine.arguments[3]) ?? 0) {
      // The name says what must be in it: the length and the byte.
      let length = (number * 7919) % 100_000
      let name = "\(number)-\(length)"
      var file = try spool.file()
      let part = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 1000)
      while file.length + 1000 <= length { try file.append(part) }
      try file.append(Array(part.prefix(length - file.length)))
      try file.commit(as: name, into: new)
      try say(name)
    }
  case "move":
    let spool = try Spool(try Directory(root))
    let new = try spool.makeDirectory("new", in: spool.directory)
    let old = try spool.makeDirectory("old", in: spool.directory)
    try spool.write([1], as: "a", into: new)
    try say("written")
    try Spool.move("a", from: new, to: old, as: "b")
    try say("moved")
    try Spool.remove("b", from: old)
    try say("removed")
  case "limited":
    signal(SIGXFSZ, SIG_IGN)
    let limit = Int(CommandLine.arguments[3]) ?? 0
    var most = rlimit(rlim_cur: rlim_t(limit), rlim_max: rlim_t(limit))
    guard unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &most) == 0 else { exit(1) }
    let spool = try Spool(try Directory(root))
    do throws(SystemError) {
      try spool.write([UInt8](repeating: 1, count: 2 * limit), as: "large", into: spool.directory)
      try say("written")
    } catch {
      try say("\(error.storageFailure)")
    }
  case "change":
    let counter = Counter("counter", in: try Directory(root)) { _ throws(SystemError) in (0, 0) }
    try counter.change { counts throws(SystemError) in
      counts.messages += 1
      try say("changing")
      while true { pause() }
    }
  case "everything":
    try Everything.again(100, root)
  default: exit(64)
  }
}

do throws(SystemError) { try perform(CommandLine.arguments[1], CommandLine.arguments[2]) } catch {
  try? File.write(Array("spool-probe: \(error)\n".utf8), to: 2, name: "the log")
  exit(1)
}
