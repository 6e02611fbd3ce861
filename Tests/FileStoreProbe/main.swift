// What must happen in a process of its own, for it is killed, watched by strace(1), or is another user's:
//   upload ROOT COUNT    uploads files of Alice's and says each name when it may; every third one replaces an earlier one
//   change ROOT COUNT    makes, moves, replaces and removes, and says each step when it may
//   steps ROOT           does each thing once and says which; what it replaces and so on is there by then
//   hold ROOT NAME       has an upload of that name under way until it is killed
//   swap ROOT            has ROOT/pub/x be a directory and a link out of pub, in turns, until it is killed
//   see ROOT             says what is in pub, and what comes of opening each of it
//   everything ROOT      does what can be done, and what fails, many times; says how many descriptors are left over
import FileStore
import Glibc
import Peers
import Processes

func say(_ text: String) throws(SystemError) { try File.write(Array((text + "\n").utf8), to: 1, name: "the output") }

/// What a file of that number holds: its length and each byte follow from it.
func contents(_ number: Int) -> [UInt8] {
  [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: (number * 7919) % 100_000)
}

func put(_ store: FileStore, _ path: [String], _ bytes: [UInt8], at start: UploadStart = .beginning) throws {
  var upload = try store.upload(path, at: start)
  for part in stride(from: 0, to: bytes.count, by: 30_000) {
    try upload.append(Array(bytes[part..<min(part + 30_000, bytes.count)]))
  }
  try upload.commit()
}

func change(_ store: FileStore, _ number: Int) throws {
  let home = "incoming"
  let (one, other) = ("\(number)", "\(number)b")
  try store.makeDirectory([home, one])
  try say("made \(one)")
  try put(store, [home, one, "a"], contents(number))
  try say("put \(one)/a")
  try put(store, [home, one, "c"], contents(number + 1))
  try say("put \(one)/c")
  try store.rename([home, one, "a"], to: [home, one, "c"])
  try say("replaced \(one)/c")
  try store.rename([home, one], to: [home, other])
  try say("moved \(other)")
  if number % 2 == 0 {
    try store.delete([home, other, "c"])
    try say("deleted \(other)/c")
    try store.removeDirectory([home, other])
    try say("removed \(other)")
  }
}

/// Each is done once before, so that what is looked at needs nothing else.
func steps(_ store: FileStore) throws {
  try put(store, ["incoming", "new"], [1])
  try say("new")
  try put(store, ["incoming", "new"], [2, 3])
  try say("replaced")
  try put(store, ["incoming", "new"], [4], at: .end)
  try say("added")
  try store.makeDirectory(["incoming", "d"])
  try say("made")
  try store.rename(["incoming", "new"], to: ["incoming", "d", "moved"])
  try say("moved")
  try store.setModified(["incoming", "d", "moved"], 1)
  try say("set")
  try store.delete(["incoming", "d", "moved"])
  try say("deleted")
  try store.removeDirectory(["incoming", "d"])
  try say("removed")
}

func everything(_ root: String) throws {
  func once() throws {
    for access in FileAccess.allCases {
      let store = try FileStore(
        root, peer: Peer(key: String(repeating: "a1", count: 32)), access: access, quota: 1 << 20)
      for path in [[], ["pub"], ["incoming"], ["incoming", "d"], ["incoming", "none"], ["none"]] {
        _ = try? store.entry(path)
        _ = try? store.list(path)
        if let file = try? store.open(path) { _ = file.size }
        try? store.makeDirectory(path)
        try? store.delete(path)
        try? store.rename(path, to: ["incoming", "other"])
        try? store.removeDirectory(path)
        if let upload = try? store.upload(path + ["file"], at: .beginning) { upload.keep() }
        if let upload = try? store.upload(path + ["file"], at: .offset(9)) { upload.discard() }
      }
      try? put(store, ["incoming", "f"], [1, 2])
      try? put(store, ["incoming", "f"], [3], at: .end)
      try? put(store, ["incoming", "f"], [4], at: .offset(1))
      if let file = try? store.open(["incoming", "f"]) { _ = file.size }
      try? store.setModified(["incoming", "f"], 5)
      _ = try? store.usage()
      try? store.delete(["incoming", "f"])
    }
  }
  try once()
  let before = try Directory("/proc/self/fd").names().count
  for _ in 0..<30 { try once() }
  try say("left over \(try Directory("/proc/self/fd").names().count - before)")
}

func see(_ store: FileStore) throws {
  for entry in try store.list(["pub"]) {
    do {
      let file = try store.open(["pub", entry.name])
      try say("\(entry.name) \(file.size)")
    } catch { try say("\(entry.name) \(error)") }
  }
}

let (task, root) = (CommandLine.arguments[1], CommandLine.arguments[2])
let number = CommandLine.arguments.count > 3 ? CommandLine.arguments[3] : ""
do {
  if task == "everything" {
    try everything(root)
    exit(0)
  }
  let alice = Peer(emails: ["alice@example.org"], key: String(repeating: "a1", count: 32), anchor: "acme")
  let store = try FileStore(root, peer: alice, access: .write, quota: 1 << 40)
  switch task {
  case "upload":
    for number in 0..<(Int(number) ?? 0) {
      let name = number % 3 == 2 ? "\(number - 2)" : "\(number)"
      while true {
        do {
          try put(store, ["incoming", name], contents(number))
          break
        } catch StoreError.busy {}
      }
      try say("\(name) \(number)")
    }
  case "change": for number in 0..<(Int(number) ?? 0) { try change(store, number) }
  case "steps": try steps(store)
  case "hold":
    var upload = try store.upload(["incoming", number], at: .end)
    try upload.append([1, 2, 3])
    try say("held")
    while upload.length > 0 { pause() }
  case "swap":
    let pub = try Directory(root + "/pub")
    try pub.makeLink("link", to: "../../outside")
    try say("swapping")
    while true {
      for (name, new) in [("x", "directory"), ("link", "x"), ("x", "link"), ("directory", "x")] {
        try pub.rename(name, to: pub, as: new)
      }
    }
  case "see": try see(store)
  default: exit(64)
  }
} catch {
  try? File.write(Array("filestore-probe: \(error)\n".utf8), to: 2, name: "the log")
  exit(1)
}
