import Glibc
import Processes
import Testing

@Test func whatIsDoneInADirectoryStaysInIt() throws {
  try withDirectory { path in
    mkdir(path + "/a", 0o700)
    let a = try Directory(path + "/a")
    rename(path + "/a", path + "/b")
    mkdir(path + "/a", 0o700)
    let file = try a.create("file", exactly: 0o640)
    try File.write([1, 2, 3], to: file.number, name: "file")
    try a.synchronise()
    #expect(try File.contents(path + "/b/file", limit: 3) == [1, 2, 3])
    #expect(try a.contents("file", limit: 3) == [1, 2, 3])
    #expect(errorOf { () throws(SystemError) in _ = try a.contents("file", limit: 2) }?.code == EFBIG)
    #expect(try File.names(in: path + "/a").isEmpty)
  }
}

@Test func whatIsMadeHasExactlyItsMode() throws {
  try withDirectory { path in
    // The umask is the whole process's, and other tests run in it: so modes that the usual one, 022, would change.
    let directory = try Directory(path)
    _ = try directory.makeDirectory("made", exactly: 0o2770)
    _ = try directory.create("file", exactly: 0o666)
    _ = try directory.openOrCreate("other", exactly: 0o662)
    #expect(try directory.entry("made")?.permissions == 0o2770)
    #expect(try directory.entry("file")?.permissions == 0o666)
    #expect(try directory.entry("other")?.permissions == 0o662)
    #expect(
      errorOf { () throws(SystemError) in _ = try directory.makeDirectory("made", exactly: 0o700) }?.code == EEXIST)
    #expect(errorOf { () throws(SystemError) in _ = try directory.create("file", exactly: 0o600) }?.code == EEXIST)
    _ = try directory.openOrCreate("file", exactly: 0o600)
    #expect(try directory.entry("file")?.permissions == 0o666)
  }
}

@Test func linksAreNotFollowed() throws {
  try withDirectory { path in
    mkdir(path + "/elsewhere", 0o700)
    try File.create(path + "/secret", [42])
    mkdir(path + "/d", 0o700)
    let directory = try Directory(path + "/d")
    try directory.makeLink("directory", to: path + "/elsewhere")
    try directory.makeLink("file", to: path + "/secret")
    try directory.makeLink("nowhere", to: path + "/made")
    #expect(try directory.entry("file")?.kind == .link)
    #expect(try directory.linkText("file") == path + "/secret")
    let codes = [
      errorOf { () throws(SystemError) in _ = try directory.directory("directory") }?.code,
      errorOf { () throws(SystemError) in _ = try directory.open("file") }?.code,
      errorOf { () throws(SystemError) in _ = try directory.openOrCreate("file", exactly: 0o600) }?.code,
      errorOf { () throws(SystemError) in _ = try directory.openOrCreate("nowhere", exactly: 0o600) }?.code,
      errorOf { () throws(SystemError) in _ = try directory.create("nowhere", exactly: 0o600) }?.code,
      errorOf { () throws(SystemError) in _ = try directory.makeDirectory("nowhere", exactly: 0o700) }?.code,
      errorOf { () throws(SystemError) in _ = try directory.linkText("none") }?.code,
    ]
    #expect(codes == [ENOTDIR, ELOOP, ELOOP, ELOOP, EEXIST, EEXIST, ENOENT])
    #expect(!File.exists(path + "/made"))
    try directory.remove("file")
    #expect(File.exists(path + "/secret"))
  }
}

@Test func whatIsNoFileHoldsNobodyUp() throws {
  try withDirectory { path in
    mkfifo(path + "/pipe", 0o600)
    let directory = try Directory(path)
    #expect(errorOf { () throws(SystemError) in _ = try directory.open("pipe") }?.code == EINVAL)
    #expect(
      errorOf { () throws(SystemError) in _ = try directory.openOrCreate("pipe", exactly: 0o600) }?.code == EINVAL)
    #expect(try directory.entry("pipe")?.kind == .other)
  }
}

@Test(arguments: [
  ("", EINVAL), (".", EINVAL), ("..", EINVAL), ("a/b", EINVAL), ("/", EINVAL), ("a\0b", EINVAL),
  (String(repeating: "ä", count: 128), ENAMETOOLONG),
])
func aNameIsOnePart(_ name: String, _ code: Int32) throws {
  try withDirectory { path in
    let directory = try Directory(path)
    #expect(!Directory.isName(name))
    let codes = [
      errorOf { () throws(SystemError) in _ = try directory.open(name) }?.code,
      errorOf { () throws(SystemError) in _ = try directory.entry(name) }?.code,
      errorOf { () throws(SystemError) in _ = try directory.makeDirectory(name, exactly: 0o700) }?.code,
      errorOf { () throws(SystemError) in try directory.remove(name) }?.code,
      errorOf { () throws(SystemError) in try directory.removeDirectory(name) }?.code,
      errorOf { () throws(SystemError) in try directory.makeLink(name, to: "x") }?.code,
      errorOf { () throws(SystemError) in try directory.rename("x", to: directory, as: name) }?.code,
      errorOf { () throws(SystemError) in try directory.rename(name, to: directory, as: "x") }?.code,
    ]
    #expect(codes == [Int32?](repeating: code, count: 8))
    let longest = String(repeating: "n", count: Directory.maximumNameBytes)
    _ = try directory.create(longest, exactly: 0o600)
    #expect(try directory.names() == [longest])
  }
}

@Test func aNameThatIsTakenIsKept() throws {
  try withDirectory { path in
    let directory = try Directory(path)
    try File.create(path + "/a", [1])
    try File.create(path + "/b", [2])
    try directory.makeLink("c", to: path + "/a")
    for name in ["b", "c"] {
      #expect(errorOf { () throws(SystemError) in try directory.rename("a", to: directory, as: name) }?.code == EEXIST)
    }
    // Replacing takes the link's place, not what it leads to.
    try directory.rename("b", to: directory, as: "c", replacing: true)
    #expect(try directory.contents("c", limit: 1) == [2])
    #expect(try directory.contents("a", limit: 1) == [1])
    #expect(try directory.names() == ["a", "c"])
  }
}

@Test func namesAreSortedByTheirBytes() throws {
  try withDirectory { path in
    let directory = try Directory(path)
    // By letters, é would come before z.
    let names = ["B", "a", "b-\u{1F600}", "z", "é"]
    for name in names.shuffled() { _ = try directory.create(name, exactly: 0o600) }
    #expect(try directory.names() == names)
    #expect(try directory.names(limit: 2) == ["B", "a"])
    #expect(try directory.names(after: "a", limit: 2) == ["b-\u{1F600}", "z"])
    #expect(try directory.names(after: "é").isEmpty)
    #expect(try directory.lastNames(limit: 2) == ["z", "é"])
    #expect(try directory.lastNames(before: "z", limit: 2) == ["a", "b-\u{1F600}"])
    #expect(try directory.names(limit: 0).isEmpty)
    #expect(try directory.names(limit: -1).isEmpty)
    // Neither half of what a name says: it is nobody's.
    let unreadable: [CChar] = [-1, -2, 0]
    let number = openat(AT_FDCWD, Array((path + "/").utf8CString.dropLast()) + unreadable, O_CREAT | O_WRONLY, 0o600)
    #expect(number >= 0)
    close(number)
    #expect(try directory.names() == names)
  }
}

@Test func aLargeDirectoryIsReadInParts() throws {
  try withDirectory { path in
    let directory = try Directory(path)
    let names = (0..<5000).map { String(10_000 + $0) }
    for name in names.shuffled() { try directory.makeLink(name, to: "x") }
    var found: [String] = []
    while case let part = try directory.names(after: found.last, limit: 700), !part.isEmpty { found += part }
    #expect(found == names)
    #expect(try directory.lastNames(limit: 100) == names.suffix(100))
  }
}

@Test func aRemovedDirectoryIsMissing() throws {
  try withDirectory { path in
    let directory = try Directory(path).makeDirectory("gone", exactly: 0o700)
    #expect(try !directory.isRemoved())
    rmdir(path + "/gone")
    #expect(try directory.isRemoved())
    #expect(errorOf { () throws(SystemError) in _ = try directory.names() }?.code == ENOENT)
    #expect(errorOf { () throws(SystemError) in _ = try directory.create("a", exactly: 0o600) }?.code == ENOENT)
  }
}
