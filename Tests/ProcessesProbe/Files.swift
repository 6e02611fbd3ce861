//   beneath ROOT PATH…   says for each path below ROOT, with links and without, what is reached
//   swap ROOT            has ROOT/x be a directory and a link to ../outside, in turns, until it is killed, and ROOT/y a file
//                        and a link to ../outside/file
//   race ROOT COUNT      reads ROOT/x/file and ROOT/y so many times; says which bytes were found
//   pass ROOT            passes ROOT/file through a pipe to ROOT/passed, and copies it to ROOT/copied
import Glibc
import Processes

func performOnFiles(_ arguments: [String]) throws(SystemError) -> Bool {
  guard arguments.count > 2 else { return false }
  switch arguments[1] {
  case "beneath":
    let root = try Directory(arguments[2])
    for path in arguments[3...] {
      let names = path.split(separator: "/").map(String.init)
      try say("\(path): \(reached(root, names, .beneath)): \(reached(root, names, .refused))")
    }
  case "swap":
    let root = try Directory(arguments[2])
    try root.makeLink("link", to: "../outside")
    try root.makeLink("fileLink", to: "../outside/file")
    try say("swapping")
    while true {
      for (name, new) in [("x", "directory"), ("link", "x"), ("x", "link"), ("directory", "x")]
        + [("y", "file"), ("fileLink", "y"), ("y", "fileLink"), ("file", "y")]
      {
        try root.rename(name, to: root, as: new)
      }
    }
  case "race":
    let root = try Directory(arguments[2])
    var found: [UInt8: Int] = [:]
    for number in 0..<(Int(arguments[3]) ?? 0) {
      let links: Links = number % 2 == 0 ? .beneath : .refused
      guard let file = try? root.open(at: number % 4 < 2 ? ["x", "file"] : ["y"], links),
        let bytes = try? File.contents(of: file, limit: 1, name: "file")
      else { continue }
      found[bytes.first ?? 0, default: 0] += 1
    }
    try say(found.keys.sorted().map { String($0) }.joined(separator: " "))
  case "pass":
    let root = try Directory(arguments[2])
    let source = try root.open("file")
    try pass(source, to: try root.create("passed", exactly: 0o600))
    let length = try DirectoryEntry(of: source, name: "file").length
    try File.copy(length, from: source, to: try root.create("copied", exactly: 0o600), name: "file")
  default: return false
  }
  return true
}

/// The first byte of a file, the names in a directory, or the error of each call.
private func reached(_ root: borrowing Directory, _ path: [String], _ links: Links) -> String {
  do throws(SystemError) {
    let entry = try root.entry(at: path, links)
    if entry.kind == .directory { return try root.directory(at: path, links).names().joined(separator: ",") }
    let file = try root.open(at: path, links)
    return String(decoding: try File.contents(of: file, limit: 100, name: "file"), as: UTF8.self)
  } catch {
    return SystemError.text(error.code)
  }
}

private func pass(_ source: borrowing Descriptor, to target: borrowing Descriptor) throws(SystemError) {
  let pipe = try Pipe()
  try pipe.reading.setNonBlocking()
  try pipe.writing.setNonBlocking()
  var (read, written): (Int64, Int64) = (0, 0)
  while true {
    let into = Splice.toPipe(pipe.writing.number, from: source.number, at: &read, atMost: 100_000)
    if case .failed(let code) = into { throw SystemError("fill a pipe", code: code) }
    let out = Splice.fromPipe(pipe.reading.number, to: target.number, at: &written, atMost: 70_000)
    if case .failed(let code) = out { throw SystemError("empty a pipe", code: code) }
    if into == .ended && read == written { return }
  }
}

private func say(_ text: String) throws(SystemError) {
  try File.write(Array((text + "\n").utf8), to: 1, name: "the output")
}
