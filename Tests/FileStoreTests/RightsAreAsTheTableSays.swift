import FileStore
import Glibc
import Peers
import Processes
import TestFiles
import Testing

/// What there is: a file of each kind, and an interrupted upload.
private func prepared(_ path: String) throws {
  let store = try FileStore(path, peer: alice, access: .write)
  try store.put(["incoming", "a"], [1])
  try store.makeDirectory(["incoming", "d"])
  try store.putPart(["incoming", "p"], [1, 2])
  try File.create(path + "/pub/f", [1, 2, 3])
  mkdir(path + "/pub/d", 0o770)
}

/// `+` where it is done, else why not.
private func outcome(_ body: () throws(StoreError) -> Void) -> String {
  refusalOf { () throws(StoreError) in try body() }.map { "\($0)" } ?? "+"
}

private func outcomes(_ store: FileStore, _ place: String, _ file: String, _ part: String) -> [String: String] {
  [
    "look": outcome { () throws(StoreError) in _ = try store.entry([place]) },
    "list": outcome { () throws(StoreError) in _ = try store.list([place]) },
    "look at a directory": outcome { () throws(StoreError) in _ = try store.entry([place, "d"]) },
    "look at a file": outcome { () throws(StoreError) in _ = try store.entry([place, file]) },
    "read": outcome { () throws(StoreError) in _ = try store.open([place, file]) },
    "size": outcome { () throws(StoreError) in _ = try store.resumableSize([place, file]) },
    "size of an upload": outcome { () throws(StoreError) in _ = try store.resumableSize([place, part]) },
    "go on": outcome { () throws(StoreError) in _ = try store.upload([place, part], at: .offset(1)) },
    "replace": outcome { () throws(StoreError) in try store.put([place, file], [9]) },
    "add": outcome { () throws(StoreError) in try store.put([place, file], [9], at: .end) },
    "create": outcome { () throws(StoreError) in try store.put([place, "new"], [9]) },
    "unique name": outcome { () throws(StoreError) in _ = try store.uniqueName(in: [place]) },
    "make a directory": outcome { () throws(StoreError) in try store.makeDirectory([place, "newd"]) },
    "set the time": outcome { () throws(StoreError) in try store.setModified([place, file], 5) },
    "rename": outcome { () throws(StoreError) in try store.rename([place, file], to: [place, "other"]) },
    "remove a directory": outcome { () throws(StoreError) in try store.removeDirectory([place, "d"]) },
    "delete": outcome { () throws(StoreError) in try store.delete([place, "other"]) },
  ]
}

private func check(_ access: FileAccess, _ place: String, _ expected: [String: String], rest: String) throws {
  try withDirectory { path throws in
    try prepared(path)
    let store = try FileStore(path, peer: alice, access: access)
    for (what, result) in outcomes(store, place, place == "pub" ? "f" : "a", "p") {
      #expect(result == expected[what] ?? rest, "\(access) \(place): \(what)")
    }
  }
}

private let reading = ["look", "list", "look at a directory", "look at a file", "read", "size"]
private let changing = [
  "go on", "replace", "add", "create", "unique name", "make a directory", "set the time", "rename",
  "remove a directory",
  "delete",
]

@Test func whoMayWriteDoesAllInIncoming() throws {
  try check(.write, "incoming", [:], rest: "+")
}

@Test(arguments: [FileAccess.write, .read]) func pubIsThereToRead(_ access: FileAccess) throws {
  var expected = Dictionary(uniqueKeysWithValues: reading.map { ($0, "+") })
  expected["size of an upload"] = "missing"
  try check(access, "pub", expected, rest: "denied")
}

@Test func whoMayDropSeesNothingAndChangesNothing() throws {
  var expected = Dictionary(uniqueKeysWithValues: changing.map { ($0, "denied") })
  for what in ["look", "look at a directory", "list", "size of an upload", "go on", "create", "unique name"] {
    expected[what] = "+"
  }
  expected["make a directory"] = "+"
  for what in ["replace", "add"] { expected[what] = "exists" }
  try check(.drop, "incoming", expected, rest: "denied")
  try withDirectory { path throws in
    try prepared(path)
    let store = try FileStore(path, peer: alice, access: .drop)
    #expect(try store.list(["incoming"]).isEmpty && store.list(["incoming", "d"]).isEmpty)
    #expect(refusalOf { () throws(StoreError) in _ = try store.list(["incoming", "none"]) } == .missing)
    try store.put(["incoming", "d", "x"], [1])
    #expect(refusalOf { () throws(StoreError) in try store.put(["incoming", "d", "x"], [2]) } == .exists)
    #expect(refusalOf { () throws(StoreError) in try store.makeDirectory(["incoming", "d"]) } == .exists)
    #expect(try File.contents(path + aliceHome + "/d/x", limit: 9) == [1])
    // Another connection was quicker.
    let upload = try store.begin(["incoming", "quick"])
    try File.create(path + aliceHome + "/quick", [3])
    #expect(refusal(of: upload) == .exists)
    #expect(try File.contents(path + aliceHome + "/quick", limit: 9) == [3])
    #expect(try File.names(in: path + aliceHome + "/.peertls/parts").count == 1)
  }
}

@Test(arguments: [(FileAccess.none, "pub"), (.none, "incoming"), (.read, "incoming"), (.drop, "pub")])
func whatIsNotThereIsMissing(_ access: FileAccess, _ place: String) throws {
  let expected = Dictionary(uniqueKeysWithValues: (reading + ["size of an upload"]).map { ($0, "missing") })
  try check(access, place, expected, rest: "denied")
}

@Test func theRootShowsWhatThereIs() throws {
  for (access, names) in [
    (FileAccess.write, ["incoming", "pub"]), (.read, ["pub"]), (.drop, ["incoming"]), (.none, []),
  ] {
    try withStore(access) { path, store throws in
      #expect(try store.names([]) == names)
      #expect(try store.entry([]).kind == .directory && store.entry([]).name == "")
      #expect(try File.names(in: path) == (access == .drop ? ["incoming"] : names))
      for path in [["x"], ["x", "y"], ["Pub"], ["incoming.", "x"]] {
        #expect(refusalOf { () throws(StoreError) in _ = try store.entry(path) } == .missing)
        #expect(refusalOf { () throws(StoreError) in try store.makeDirectory(path) } == .denied)
        #expect(refusalOf { () throws(StoreError) in _ = try store.upload(path, at: .beginning) } == .denied)
      }
    }
  }
}

@Test func theFirstDirectoriesStay() throws {
  try withStore { _, store throws in
    try store.makeDirectory(["incoming", "d"])
    for path in [[], ["incoming"], ["pub"]] {
      let refusals = [
        refusalOf { () throws(StoreError) in try store.delete(path) },
        refusalOf { () throws(StoreError) in try store.removeDirectory(path) },
        refusalOf { () throws(StoreError) in try store.rename(path, to: ["incoming", "x"]) },
        refusalOf { () throws(StoreError) in try store.rename(["incoming", "d"], to: path) },
        refusalOf { () throws(StoreError) in try store.setModified(path, 5) },
      ]
      #expect(refusals.allSatisfy { $0 == .denied }, "\(path)")
    }
    #expect(refusalOf { () throws(StoreError) in try store.makeDirectory(["incoming"]) } == .exists)
    #expect(refusalOf { () throws(StoreError) in _ = try store.upload(["incoming"], at: .beginning) } == .isADirectory)
    #expect(refusalOf { () throws(StoreError) in _ = try store.open(["incoming"]) } == .isADirectory)
    #expect(try store.names([]) == ["incoming", "pub"])
  }
}

@Test func whatMayBeDoneIsTold() throws {
  try withDirectory { path throws in
    try prepared(path)
    let write = try FileStore(path, peer: alice, access: .write)
    #expect(try write.entry([]).rights == .read && write.entry(["incoming"]).rights == [.read, .add])
    #expect(try write.entry(["incoming", "a"]).rights == [.read, .change])
    #expect(try write.entry(["incoming", "d"]).rights == [.read, .change, .add])
    #expect(try write.entry(["pub"]).rights == .read && write.entry(["pub", "f"]).rights == .read)
    #expect(try write.list(["incoming"]).map(\.rights) == [[.read, .change], [.read, .change, .add]])
    #expect(try write.list(["pub"]).map(\.rights) == [.read, .read])
    #expect(try write.list([]).map(\.rights) == [[.read, .add], .read])
    let drop = try FileStore(path, peer: alice, access: .drop)
    #expect(try drop.entry(["incoming"]).rights == .add && drop.entry(["incoming", "d"]).rights == .add)
  }
}

/// Nobody sees another's.
@Test func aPeerHasItsOwn() throws {
  try withDirectory { path throws in
    let (one, other) = (
      try FileStore(path, peer: alice, access: .write), try FileStore(path, peer: bob, access: .write)
    )
    try one.put(["incoming", "a"], [1])
    try one.putPart(["incoming", "p"], [1])
    #expect(try other.list(["incoming"]).isEmpty)
    #expect(refusalOf { () throws(StoreError) in _ = try other.resumableSize(["incoming", "p"]) } == .missing)
    #expect(refusalOf { () throws(StoreError) in _ = try other.open(["incoming", "a"]) } == .missing)
    // Another issuer's word for Alice's address opens nothing of hers.
    let weak = Peer(emails: ["alice@example.org"], key: bKey.replacing("b", with: "c"), anchor: "weak")
    #expect(try FileStore(path, peer: weak, access: .write).list(["incoming"]).isEmpty)
    let hers = Peer(emails: ["alice@example.org"], key: String(repeating: "d4", count: 32), anchor: "acme")
    #expect(try FileStore(path, peer: hers, access: .write).names(["incoming"]) == ["a"])
    #expect(throws: SystemError.self) { _ = try FileStore(path, peer: Peer(key: "../x"), access: .write) }
  }
}
