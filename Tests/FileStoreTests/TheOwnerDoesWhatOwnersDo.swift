import FileStore
import Glibc
import Processes
import TestFiles
import Testing

@Test func tenThousandFilesAreListedQuickly() throws {
  try withStore { path, store throws in
    let names = (0..<10_000).map { "file-\(100_000 + $0)" }
    for place in ["/pub", aliceHome] {
      let directory = try Directory(path + place)
      for name in names.shuffled() { _ = try directory.create(name, exactly: 0o660) }
      symlink(names[0], path + place + "/zz")
    }
    for place in ["pub", "incoming"] {
      let start = Clock.processorTime
      let entries = try store.list([place])
      let spent = Clock.processorTime - start
      #expect(entries.prefix(10_000).map(\.name) == names && entries.count == (place == "pub" ? 10_001 : 10_000))
      // As built for tests, beside others; it is 30 ms as built for use.
      #expect(spent < 2_000_000, "\(spent) microseconds")
      #expect(try store.list([place], limit: 3).map(\.name) == Array(names.prefix(3)))
      #expect(try store.list([place], limit: 0).isEmpty && store.list([place], limit: -1).isEmpty)
    }
    #expect(try patiently { () throws(StoreError) in try store.usage() }.entries == 10_001)
  }
}

@Test func whatCannotBeNamedIsNotShown() throws {
  try withStore { path, store throws in
    for place in [path + "/pub/", path + aliceHome + "/"] {
      for name in [[-1, -2], [97, 10, 98], [27, 91], [-62, -123], [-30, -128, -88]] as [[CChar]] {
        let file = open(Array(place.utf8CString.dropLast()) + name + [0], O_CREAT | O_WRONLY, 0o660)
        #expect(file >= 0)
        close(file)
      }
      try File.create(place + "seen", [1])
    }
    for place in ["pub", "incoming"] { #expect(try store.names([place]) == ["seen"]) }
    // But it counts.
    #expect(try patiently { () throws(StoreError) in try store.usage() }.entries == 6)
  }
}

@Test func pubMayBeElsewhere() throws {
  try withDirectory { path in
    mkdir(path + "/s", 0o770)
    mkdir(path + "/offered", 0o770)
    try File.create(path + "/offered/f", [1])
    symlink(path + "/offered", path + "/s/pub")
    symlink("../s", path + "/offered/out")
    mkdir(path + "/large", 0o770)
    symlink("../large", path + "/s/incoming")
    let store = try FileStore(path + "/s", peer: alice, access: .write)
    #expect(try store.names(["pub"]) == ["f"] && store.get(["pub", "f"]) == [1])
    try store.put(["incoming", "a"], [2])
    #expect(try File.contents(path + "/large/alice@example.org/a", limit: 9) == [2])
    // It goes, and comes back.
    rename(path + "/offered", path + "/away")
    #expect(try store.names([]) == ["incoming"])
    #expect(refusalOf { () throws(StoreError) in _ = try store.list(["pub"]) } == .missing)
    _ = try FileStore(path + "/s", peer: alice, access: .read)
    #expect(try Directory(path + "/s").linkText("pub") == path + "/offered")
    rename(path + "/away", path + "/offered")
    #expect(try store.names(["pub"]) == ["f"])
    unlink(path + "/s/pub")
    try File.create(path + "/s/pub", [])
    #expect(refusalOf { () throws(StoreError) in _ = try store.list(["pub"]) } == .notADirectory)
    unlink(path + "/s/pub")
    #expect(try store.list(["pub"]).isEmpty)
  }
}

@Test(.enabled(if: canMount, "no right to mount a file system")) func anotherDiskMayBeMountedBelow() throws {
  try withStore { path, store throws in
    for place in ["/pub/disk", aliceHome + "/disk"] {
      mkdir(path + place, 0o770)
      #expect(mount("peertls-test", path + place, "tmpfs", 0, "size=64k") == 0)
    }
    defer { for place in ["/pub/disk", aliceHome + "/disk"] { umount2(path + place, Int32(MNT_DETACH)) } }
    try File.create(path + "/pub/disk/f", [1])
    try File.create(path + aliceHome + "/disk/f", [2])
    #expect(try store.get(["pub", "disk", "f"]) == [1] && store.get(["incoming", "disk", "f"]) == [2])
    // What is uploaded could not be renamed to there: that is said before it is sent.
    #expect(
      refusalOf { () throws(StoreError) in _ = try store.upload(["incoming", "disk", "x"], at: .beginning) } == .denied)
    try store.put(["incoming", "x"], [3])
    #expect(
      refusalOf { () throws(StoreError) in try store.rename(["incoming", "x"], to: ["incoming", "disk", "x"]) }
        == .denied)
    #expect(refusalOf { () throws(StoreError) in try store.makeDirectory(["incoming", "disk", "d"]) } == .denied)
    #expect(refusalOf { () throws(StoreError) in try store.removeDirectory(["incoming", "disk"]) } == .other(EBUSY))
    try store.delete(["incoming", "disk", "f"])
    #expect(try store.names(["incoming"]) == ["disk", "x"])
  }
}

@Test func aPeersDirectoryMayGoUnderIt() throws {
  try withStore { path, store throws in
    try store.put(["incoming", "a"], [1])
    var upload = try store.begin(["incoming", "b"])
    try upload.append([1])
    _ = try Running(Program(path: "/bin/rm", arguments: ["rm", "-rf", path + aliceHome])).end()
    #expect(refusal(of: upload) == .other(ESTALE))
    #expect(refusalOf { () throws(StoreError) in _ = try store.list(["incoming"]) } == .other(ESTALE))
    #expect(refusalOf { () throws(StoreError) in _ = try store.upload(["incoming", "b"], at: .end) } == .other(ESTALE))
    #expect(refusalOf { () throws(StoreError) in try store.makeDirectory(["incoming", "d"]) } == .other(ESTALE))
    #expect(refusalOf { () throws(StoreError) in _ = try store.usage() } == .other(ESTALE))
    #expect(try store.names(["pub"]).isEmpty)
    // The next connection has one again.
    let next = try FileStore(path, peer: alice, access: .write)
    try next.put(["incoming", "b"], [2])
    #expect(try next.get(["incoming", "b"]) == [2])
  }
}

/// Whatever lies in the places of the store's own.
@Test(arguments: [".peertls", ".peertls/parts", ".peertls/tmp", ".peertls/usage", ".peertls/peer"], [true, false])
func whatIsInTheWayIsAnError(_ name: String, _ isLink: Bool) throws {
  try withDirectory { path in
    mkdir(path + "/elsewhere", 0o770)
    try File.create(path + "/elsewhere/secret", [42])
    _ = try FileStore(path, peer: alice, access: .write)
    let place = path + aliceHome + "/" + name
    _ = try Running(Program(path: "/bin/rm", arguments: ["rm", "-rf", place])).end()
    if isLink { symlink(path + "/elsewhere", place) } else { mkfifo(place, 0o660) }
    if let store = try? FileStore(path, peer: alice, access: .write) {
      let refusal = refusalOf { () throws(StoreError) in try store.put(["incoming", "a"], [1]) }
      #expect(name == ".peertls/peer" || refusal != nil)
      _ = refusalOf { () throws(StoreError) in _ = try store.usage() }
      #expect(try store.list(["pub"]).isEmpty)
    }
    #expect(try File.names(in: path + "/elsewhere") == ["secret"])
  }
}

/// As a user who is not root: modes count.
@Test(.enabled(if: getuid() == 0, "not root")) func whatCannotBeReadIsDenied() throws {
  try withDirectory { path in
    chmod(path, 0o755)
    mkdir(path + "/s", 0o770)
    chown(path + "/s", 65534, 65534)
    mkdir(path + "/s/pub", 0o755)
    for (name, mode) in [("closed", 0), ("open", 0o644)] as [(String, mode_t)] {
      try File.create(path + "/s/pub/" + name, [1, 2], mode: mode)
      mkdir(path + "/s/pub/d-" + name, mode | (mode & 0o444) >> 2)
    }
    symlink("d-closed/x", path + "/s/pub/link")
    let own = try File.ownPath()
    let probe = own[..<(own.lastIndex(of: "/") ?? own.startIndex)] + "/filestore-probe"
    var program = Program(path: String(probe), arguments: ["filestore-probe", "see", path + "/s"])
    program.account = try Account(named: "nobody")
    #expect(
      try Running(program).end() == ["closed denied", "d-closed isADirectory", "d-open isADirectory", "open 2"])
  }
}
