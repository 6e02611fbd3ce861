import Foundation
import TestSupport
import Testing

private let names = [
  "with space", "double \"quotes\"", "it's", "emoji 🦊👩‍👩‍👧", "percent%20", "semi;colon", "hash#", "question?", "-rf",
  "[x]*",
  "back\\slash", "中文", "é", "e\u{301}",
]

@Test func curlNamesFilesAsPeopleDo() throws {
  let scratch = try Scratch()
  let node = try Node(.file())
  let curl = Curl(node: node)
  for (number, name) in names.enumerated() {
    let file = try Contents.file("\(scratch.path)/file", size: 1000 + number, seed: 1 + number)
    try curl.upload(file, to: "incoming/\(name)")
    try compare(file, node.incoming() + "/" + name)
    try curl.download("incoming/\(name)", to: scratch.path + "/back")
    try compare(file, scratch.path + "/back")
  }
  // Names differ where their bytes do.
  #expect(Set(node.visible().map { Array($0.utf8) }) == Set(names.map { Array($0.utf8) }))
  for name in names {
    try curl.succeed(["-Q", "-DELE \(name)", curl.url("incoming/")])
    #expect(!FileManager.default.fileExists(atPath: node.incoming() + "/" + name))
  }
  #expect(node.visible() == [])
  // A newline cannot be in a name: curl itself sends none, so this is what a name with one is told.
  for line in ["MKD a\rb", "MKD a\u{7f}b", "MKD a\u{2028}b"] {
    #expect(try curl.run(["-Q", "-" + line, curl.url("incoming/")]).code == 21, "\(line.debugDescription)")
  }
  #expect(node.visible() == [])
  #expect(try node.stop() == 0)
}

@Test func curlListsRenamesAndDeletes() throws {
  let scratch = try Scratch()
  let node = try Node(.file())
  let curl = Curl(node: node)
  let file = try Contents.file(scratch.path + "/file", size: 12345)
  let directory = "incoming/a/b c/🦊"
  try curl.upload(file, to: directory + "/first", ["--ftp-create-dirs"])
  try compare(file, node.incoming() + "/a/b c/🦊/first")
  #expect(try curl.run(["-T", file, curl.url("incoming/nowhere/first")]).code == 9, "no directory without asking")
  try curl.upload(file, to: directory + "/second")

  #expect(try lines(curl.succeed(["-l", curl.url("")])) == ["incoming", "pub"])
  #expect(try lines(curl.succeed(["-l", curl.url(directory + "/")])) == ["first", "second"])
  let long = try lines(curl.succeed([curl.url(directory + "/")]))
  #expect(long.count == 2 && long.allSatisfy { $0.contains(" 12345 ") && $0.hasPrefix("-rw") }, "\(long)")
  let facts = try lines(curl.succeed(["-X", "MLSD", curl.url(directory + "/")]))
  #expect(facts.contains { $0.contains("size=12345;") && $0.hasSuffix("; first") }, "\(facts)")

  try curl.succeed(["-Q", "-RNFR first", "-Q", "-RNTO third \"time\"", curl.url(directory + "/"), "-o", "/dev/null"])
  #expect(try lines(curl.succeed(["-l", curl.url(directory + "/")])) == ["second", "third \"time\""])
  try compare(file, node.incoming() + "/a/b c/🦊/third \"time\"")
  try curl.succeed(["-Q", "-DELE third \"time\"", "-Q", "-DELE second", curl.url(directory + "/"), "-o", "/dev/null"])
  try curl.succeed(["-Q", "-RMD b c/🦊", "-Q", "-RMD b c", curl.url("incoming/a/"), "-o", "/dev/null"])
  #expect(try FileManager.default.contentsOfDirectory(atPath: node.incoming() + "/a") == [])
  // One that fails is said, and nothing else happens.
  #expect(try curl.run(["-Q", "-DELE missing", curl.url("incoming/")]).code == 21)
  #expect(try curl.run([curl.url("incoming/missing")]).code == 78)
  #expect(try node.stop() == 0)
}

private func lines(_ text: String) -> [String] {
  text.split(separator: "\r\n").flatMap { $0.split(separator: "\n") }.map(String.init).sorted()
}

/// The certificate is the login: its own names are taken, and no other is.
@Test func onlyTheCertificatesNamesLogIn() throws {
  let node = try Node(.file())
  for (user, code) in [
    ("alice@example.org", Int32(0)), ("alice", 0), ("bob@example.org", 67), ("anonymous", 67), ("root", 67),
  ] {
    let curl = Curl(node: node, options: ["-u", user + ":secret", "-l"])
    #expect(try curl.run([curl.url("incoming/")]).code == code, "\(user)")
  }
  #expect(try node.stop() == 0)
}

/// What the deciding rule says of files is what curl meets.
@Test func rightsAreWhatTheRuleSays() throws {
  let scratch = try Scratch()
  let file = try Contents.file(scratch.path + "/file", size: 100_000)
  func expect(_ limits: String, get: Int32, put: Int32, list: Int32) throws {
    let node = try Node(.file(limits))
    try Contents.file(node.offered() + "/file", size: 10)
    let curl = Curl(node: node)
    #expect(try curl.run([curl.url("pub/file")]).code == get, "\(limits): get")
    #expect(try curl.run(["-T", file, curl.url("pub/new")]).code != 0, "\(limits): put into pub")
    #expect(try curl.run(["-T", file, curl.url("incoming/new")]).code == put, "\(limits): put")
    #expect(try curl.run([curl.url("incoming/")]).code == list, "\(limits): list")
    #expect(node.visible() == (put == 0 ? ["new"] : []))
    #expect(try FileManager.default.contentsOfDirectory(atPath: node.offered()) == ["file"])
    #expect(try node.stop() == 0)
  }
  try expect("", get: 0, put: 0, list: 0)
  try expect("files=write quota=100000", get: 0, put: 0, list: 0)
  // 552, in the middle of the transfer.
  try expect("files=write quota=99999", get: 0, put: 70, list: 0)
  try expect("files=read", get: 0, put: 9, list: 9)
  try expect("files=drop", get: 9, put: 0, list: 0)
  try expect("files=none", get: 9, put: 9, list: 9)
}

/// Who may only leave files sees none, not even an own one, and takes none back.
@Test func aDropBoxOnlySwallows() throws {
  let scratch = try Scratch()
  let (first, second) = (scratch.path + "/first", scratch.path + "/second")
  try Contents.file(first, size: 100_000)
  try Contents.file(second, size: 100_000, seed: 2)
  let node = try Node(.file("files=drop"))
  let curl = Curl(node: node)
  try curl.upload(first, to: "incoming/file")
  try curl.upload(first, to: "incoming/a/b/file", ["--ftp-create-dirs"])
  let refused = [
    ["-T", second, curl.url("incoming/file")], ["-C", "50000", "-T", second, curl.url("incoming/file")],
    ["-a", "-T", second, curl.url("incoming/file")], [curl.url("incoming/file")], ["-I", curl.url("incoming/file")],
    ["-Q", "-DELE file", curl.url("incoming/")], ["-Q", "-RNFR file", curl.url("incoming/")],
    ["-Q", "-RMD a/b", curl.url("incoming/")], ["-Q", "-MLST file", curl.url("incoming/")],
  ]
  for words in refused { #expect(try curl.run(words).code != 0, "\(words)") }
  for words in [[], ["-l"], ["-X", "MLSD"]] {
    let listing = try curl.succeed(words + [curl.url("incoming/")])
    #expect(!listing.contains("file") && !listing.hasSuffix("a\r\n"), "\(listing)")
  }
  #expect(node.visible() == ["a", "file"])
  for name in ["file", "a/b/file"] { try compare(first, node.incoming() + "/" + name) }
  #expect(try node.stop() == 0)
}
