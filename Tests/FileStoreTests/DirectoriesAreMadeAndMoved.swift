import FileStore
import Glibc
import Processes
import TestFiles
import Testing

private func p(_ path: String) -> [String] { ["incoming"] + path.split(separator: "/").map(String.init) }

private func move(_ store: FileStore, _ one: String, _ other: String) -> StoreError? {
  refusalOf { () throws(StoreError) in try store.rename(p(one), to: p(other)) }
}

@Test func directoriesAreMadeAndRemoved() throws {
  try withStore { path, store throws in
    func make(_ path: String) -> StoreError? { refusalOf { () throws(StoreError) in try store.makeDirectory(p(path)) } }
    func remove(_ path: String) -> StoreError? {
      refusalOf { () throws(StoreError) in try store.removeDirectory(p(path)) }
    }
    #expect(make("a") == nil && make("a") == .exists && make("a/b") == nil && make("none/b") == .missing)
    try store.put(p("f"), [1])
    #expect(make("f") == .exists && make("f/x") == .notADirectory)
    #expect(remove("a") == .notEmpty && remove("f") == .notADirectory && remove("none") == .missing)
    #expect(refusalOf { () throws(StoreError) in try store.delete(p("a")) } == .isADirectory)
    #expect(remove("a/b") == nil && remove("a") == nil)
    // What cannot be seen is in it all the same.
    #expect(make("c") == nil)
    mkfifo(path + aliceHome + "/c/pipe", 0o600)
    #expect(try store.list(p("c")).isEmpty)
    #expect(remove("c") == .notEmpty)
    unlink(path + aliceHome + "/c/pipe")
    #expect(try store.names(["incoming"]) == ["c", "f"])
    try expectRightCount(path)
  }
}

@Test func onlyAFileTakesAnothersPlace() throws {
  try withStore { path, store throws in
    for (name, byte) in [("f", 1), ("g", 2)] { try store.put(p(name), [UInt8(byte)]) }
    for name in ["d", "e", "d/in"] { try store.makeDirectory(p(name)) }
    try store.put(p("e/h"), [3])
    #expect(move(store, "f", "d") == .isADirectory && move(store, "f", "e") == .isADirectory)
    #expect(move(store, "d", "f") == .exists && move(store, "d", "e") == .exists && move(store, "e", "d/in") == .exists)
    #expect(move(store, "none", "x") == .missing && move(store, "f", "none/x") == .missing)
    #expect(move(store, "f", "g/x") == .notADirectory && move(store, "f/x", "y") == .notADirectory)
    #expect(move(store, "d", "d/in/d") == .badName && move(store, "d", "d/x") == .badName)
    #expect(move(store, "d", "d") == nil && move(store, "f", "f") == nil && move(store, "none", "none") == .missing)
    #expect(try store.names(["incoming"]) == ["d", "e", "f", "g"])
    #expect(move(store, "f", "g") == nil)
    #expect(try store.get(p("g")) == [1])
    #expect(move(store, "e", "d/in/e") == nil)
    #expect(try store.get(p("d/in/e/h")) == [3])
    #expect(move(store, "d/in/e/h", "h") == nil)
    #expect(try store.names(["incoming"]) == ["d", "g", "h"])
    try expectRightCount(path)
  }
}

@Test func pathsAreAsDeepAndLongAsTheyMayBe() throws {
  try withStore { path, store throws in
    let deepest = Array(repeating: "d", count: FileStore.maximumDepth - 1)
    for depth in 1..<deepest.count { try store.makeDirectory(["incoming"] + deepest.prefix(depth)) }
    let file = ["incoming"] + deepest
    #expect(file.count == 32)
    try store.put(file, [1])
    #expect(try store.get(file) == [1] && store.list(file.dropLast()).count == 1)
    #expect(refusalOf { () throws(StoreError) in try store.makeDirectory(file + ["x"]) } == .badName)
    // Nothing is moved to where no path leads.
    try store.makeDirectory(p("x"))
    try store.put(p("x/f"), [2])
    #expect(move(store, "x", deepest.dropLast().joined(separator: "/") + "/x") == .badName)
    #expect(move(store, "x", deepest.dropLast(2).joined(separator: "/") + "/x") == nil)
    #expect(try store.get(["incoming"] + deepest.dropLast(2) + ["x", "f"]) == [2])
    #expect(move(store, "d", "e") == nil)
    // And as long.
    let long = String(repeating: "n", count: 255)
    var path = ["incoming"]
    while path.reduce(0, { $0 + $1.utf8.count + 1 }) + 256 <= FileStore.maximumPathBytes {
      path.append(long)
      try store.makeDirectory(path)
    }
    let rest = FileStore.maximumPathBytes - path.reduce(0) { $0 + $1.utf8.count + 1 } - 1
    let longest = path + [String(repeating: "m", count: rest)]
    try store.put(longest, [3])
    #expect(try store.get(longest) == [3] && store.names(path) == [longest.last ?? ""])
    #expect(refusalOf { () throws(StoreError) in _ = try store.entry(path + [longest[path.count] + "m"]) } == .badName)
  }
}

@Test func timesAreSet() throws {
  try withStore { path, store throws in
    try store.put(p("f"), [1])
    try store.makeDirectory(p("d"))
    for (name, seconds) in [("f", 1_000_000_000), ("d", 5), ("f", 4_000_000_000), ("f", -5)] {
      try store.setModified(p(name), Int64(seconds))
      #expect(try store.entry(p(name)).modified == seconds)
    }
    #expect(refusalOf { () throws(StoreError) in try store.setModified(p("none"), 5) } == .missing)
  }
}

@Test func aUniqueNameIsNobodys() throws {
  try withStore { _, store throws in
    let names = try (0..<100).map { _ in try store.uniqueName(in: ["incoming"]) }
    #expect(Set(names).count == 100 && names.allSatisfy(FileStore.isName))
    try store.put(["incoming", names[0]], [1])
    #expect(refusalOf { () throws(StoreError) in _ = try store.uniqueName(in: p("none")) } == .missing)
    #expect(refusalOf { () throws(StoreError) in _ = try store.uniqueName(in: []) } == .denied)
  }
}
