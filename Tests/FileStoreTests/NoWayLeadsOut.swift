import FileStore
import Glibc
import Processes
import TestFiles
import Testing

private func refusals(_ store: FileStore, _ path: [String]) -> Set<StoreError?> {
  [
    refusalOf { () throws(StoreError) in _ = try store.entry(path) },
    refusalOf { () throws(StoreError) in _ = try store.list(path) },
    refusalOf { () throws(StoreError) in _ = try store.open(path) },
    refusalOf { () throws(StoreError) in _ = try store.resumableSize(path) },
  ]
}

private func changes(_ store: FileStore, _ path: [String]) -> Set<StoreError?> {
  [
    refusalOf { () throws(StoreError) in _ = try store.upload(path, at: .beginning) },
    refusalOf { () throws(StoreError) in _ = try store.upload(path, at: .end) },
    refusalOf { () throws(StoreError) in try store.delete(path) },
    refusalOf { () throws(StoreError) in try store.rename(path, to: ["incoming", "other"]) },
    refusalOf { () throws(StoreError) in try store.setModified(path, 5) },
  ]
}

@Test func linksInPubAreFollowedWhereTheyStayInIt() throws {
  try withStore { path, store throws in
    mkdir(path + "/outside", 0o770)
    try File.create(path + "/outside/secret", [42])
    mkdir(path + "/pub/d", 0o770)
    try File.create(path + "/pub/d/f", [1, 2])
    for (name, text) in [
      ("in", "d"), ("toFile", "d/f"), ("d/up", ".."), ("out", "../outside"), ("outFile", "../outside/secret"),
      ("absolute", path + "/pub/d"), ("root", "/"), ("nowhere", "x"), ("loop", "loop"), ("own", "../incoming"),
      ("process", "/proc/self/cwd"), ("toPipe", "pipe"),
    ] { symlink(text, path + "/pub/" + name) }
    mkfifo(path + "/pub/pipe", 0o600)
    #expect(try store.names(["pub"]) == ["d", "in", "toFile"])
    #expect(try store.list(["pub"]).map(\.kind) == [.directory, .directory, .file])
    #expect(try store.list(["pub"]).map(\.size) == [0, 0, 2])
    #expect(try store.get(["pub", "in", "f"]) == [1, 2] && store.get(["pub", "toFile"]) == [1, 2])
    #expect(try store.get(["pub", "d", "up", "in", "f"]) == [1, 2])
    #expect(try store.names(["pub", "in"]) == ["f", "up"])
    for name in ["out", "outFile", "absolute", "root", "nowhere", "loop", "own", "process"] {
      #expect(refusals(store, ["pub", name]) == [.missing], "\(name)")
      #expect(refusals(store, ["pub", name, "secret"]) == [.missing], "\(name)")
    }
  }
}

@Test func thereAreNoLinksInIncoming() throws {
  try withStore { path, store throws in
    mkdir(path + "/outside", 0o770)
    try File.create(path + "/outside/secret", [42])
    try store.makeDirectory(["incoming", "d"])
    try store.put(["incoming", "d", "f"], [1])
    for (name, text) in [
      ("in", "d"), ("toFile", "d/f"), ("out", path + "/outside"), ("outFile", path + "/outside/secret"),
    ] {
      symlink(text, path + aliceHome + "/" + name)
      #expect(refusals(store, ["incoming", name]) == [.missing])
      #expect(changes(store, ["incoming", name]).isSubset(of: [.denied, .missing]))
      for inner in ["f", "secret", "new"] {
        #expect(refusals(store, ["incoming", name, inner]) == [.missing])
        #expect(changes(store, ["incoming", name, inner]) == [.missing])
      }
      #expect(refusalOf { () throws(StoreError) in try store.makeDirectory(["incoming", name]) } == .exists)
      #expect(refusalOf { () throws(StoreError) in try store.removeDirectory(["incoming", name]) } == .notADirectory)
      #expect(
        refusalOf { () throws(StoreError) in try store.rename(["incoming", "d"], to: ["incoming", name]) } == .exists)
    }
    #expect(try store.names(["incoming"]) == ["d"])
    #expect(try File.names(in: path + "/outside") == ["secret"])
    #expect(try File.contents(path + "/outside/secret", limit: 9) == [42])
  }
}

/// Somebody has a directory be a link that leads out, and back, while the peer reads.
@Test func nobodyIsQuickEnoughToLeadOut() throws {
  try withStore { path, store throws in
    for name in ["/outside", "/pub/x"] { mkdir(path + name, 0o770) }
    try File.create(path + "/pub/x/f", [1])
    try File.create(path + "/outside/f", [2])
    try File.create(path + "/outside/g", [2])
    let swapping = try Running.probe("filestore-probe", "swap", path)
    #expect(swapping.line() == "swapping")
    var (found, listed) = (0, 0)
    for _ in 0..<5000 {
      if let bytes = try? store.get(["pub", "x", "f"]) {
        #expect(bytes == [1])
        found += 1
      }
      if let names = try? store.names(["pub", "x"]) {
        #expect(names == ["f"])
        listed += 1
      }
    }
    #expect(found > 100 && listed > 100)
    #expect(swapping.kill().isEmpty)
  }
}

@Test func whatIsNoFileHoldsNobodyUp() throws {
  try withStore { path, store throws in
    for place in [path + "/pub", path + aliceHome] {
      mkfifo(place + "/pipe", 0o660)
      let socket = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array((place + "/socket").utf8)) }
      withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          _ = bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
      close(socket)
      mknod(place + "/device", S_IFCHR | 0o666, 0x0103)
      mknod(place + "/disk", S_IFBLK | 0o666, 0x0700)
    }
    let there = try File.names(in: path + "/pub")
    #expect(there.contains("pipe") && there.contains("socket"))
    for place in ["pub", "incoming"] {
      #expect(try store.list([place]).isEmpty)
      for name in there {
        #expect(refusalOf { () throws(StoreError) in _ = try store.entry([place, name]) } == .missing)
        #expect(refusalOf { () throws(StoreError) in _ = try store.open([place, name]) } == .missing)
        #expect(changes(store, [place, name]).isSubset(of: [.denied]), "\(place) \(name)")
      }
    }
    #expect(try File.names(in: path + aliceHome) == [".peertls"] + there)
  }
}

@Test(arguments: [
  "", ".", "..", "a/b", "/", "a\0", "a\n", "a\r\n", "\u{1B}[2J", "\u{7F}", "\u{85}", "\u{9F}x", "\u{2028}",
  "a\u{2029}b",
  String(repeating: "n", count: 256), String(repeating: "\u{1F600}", count: 64),
]) func aNameThatCannotBeIsRefused(_ name: String) throws {
  try withStore { path, store throws in
    #expect(!FileStore.isName(name))
    for place in [["incoming", name], ["pub", name], ["incoming", name, "x"], [name], [name, "incoming"]] {
      #expect(refusals(store, place) == [.badName])
      #expect(changes(store, place) == [.badName])
      #expect(refusalOf { () throws(StoreError) in try store.makeDirectory(place) } == .badName)
      #expect(refusalOf { () throws(StoreError) in try store.removeDirectory(place) } == .badName)
      #expect(refusalOf { () throws(StoreError) in try store.rename(["incoming", "a"], to: place) } == .badName)
      #expect(refusalOf { () throws(StoreError) in _ = try store.uniqueName(in: place) } == .badName)
    }
    #expect(try File.names(in: path + aliceHome) == [".peertls"])
  }
}

@Test(arguments: [
  " ", "a b", "'", "\"", "\\", "-rf", "*", "\u{E4}", "a\u{308}", "\u{1F600}\u{200D}\u{1F525}", ".hidden", "...",
  "a.peertls",
  ".peertls2", "tmp", String(repeating: "n", count: 255), String(repeating: "\u{1F600}", count: 63), "\u{202E}cba",
]) func anyOtherNameIsOne(_ name: String) throws {
  try withStore { path, store throws in
    try store.putPart(["incoming", name], [1])
    try store.put(["incoming", name], [2], at: .end)
    #expect(try store.list(["incoming"]).map { Array($0.name.utf8) } == [Array(name.utf8)])
    #expect(try store.get(["incoming", name]) == [1, 2])
    try store.rename(["incoming", name], to: ["incoming", "x"])
    try store.makeDirectory(["incoming", name])
    try store.rename(["incoming", "x"], to: ["incoming", name, name])
    #expect(try store.get(["incoming", name, name]) == [1, 2])
    try File.create(path + "/pub/" + name, [3])
    #expect(try store.get(["pub", name]) == [3])
  }
}
