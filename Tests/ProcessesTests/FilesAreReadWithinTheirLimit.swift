import Glibc
import Processes
import Testing

private func withDirectory(_ body: (String) throws -> Void) throws {
  var name = Array("/tmp/peertls-processes-XXXXXX".utf8CString)
  try #require(mkdtemp(&name) != nil)
  let path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  defer { _ = try? run(Program(path: "/bin/rm", arguments: ["rm", "-rf", path])) }
  try body(path)
}

@Test func aFileIsReadUpToItsLimitAndNoFurther() throws {
  try withDirectory { directory in
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
    try File.create(directory + "/file", bytes)
    #expect(try File.contents(directory + "/file", limit: 1000) == bytes)
    #expect(
      errorOf { () throws(SystemError) in _ = try File.contents(directory + "/file", limit: 999) }?.code == EFBIG)
    #expect(errorOf { () throws(SystemError) in try File.create(directory + "/file", []) }?.code == EEXIST)
    #expect(try File.names(in: directory) == ["file"])
  }
}

@Test func anOwnersDirectoryHasExactlyItsMode() throws {
  try withDirectory { directory in
    let path = directory + "/state"
    try File.makeDirectory(path, exactly: 0o770, owner: geteuid())
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & 0o7777 == 0o770)
    // One that is there is somebody's decision.
    chmod(path, 0o700)
    try File.makeDirectory(path, exactly: 0o770, owner: geteuid())
    #expect(stat(path, &status) == 0 && status.st_mode & 0o7777 == 0o700)
  }
}

@Test func aSealedMemoryFileCannotChange() throws {
  let file = try MemoryFile.make("sealed")
  #expect(write(file.number, [1, 2, 3] as [UInt8], 3) == 3)
  try MemoryFile.seal(file)
  #expect(write(file.number, [4], 1) == -1 && errno == EPERM)
  #expect(ftruncate(file.number, 0) == -1 && errno == EPERM)
  let contents = try File.contents(of: file, limit: 10, name: "sealed")
  #expect(contents == [1, 2, 3])
}
