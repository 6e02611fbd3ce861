import Glibc
import Processes
import Testing

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

@Test func aSealedMemoryFileCannotChange() throws {
  let file = try MemoryFile.make("sealed")
  #expect(write(file.number, [1, 2, 3] as [UInt8], 3) == 3)
  try MemoryFile.seal(file)
  #expect(write(file.number, [4], 1) == -1 && errno == EPERM)
  #expect(ftruncate(file.number, 0) == -1 && errno == EPERM)
  let contents = try File.contents(of: file, limit: 10, name: "sealed")
  #expect(contents == [1, 2, 3])
}
