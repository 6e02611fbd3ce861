import Glibc
import Processes
import Testing

@Test(
  .enabled(if: canTrace, "needs strace"),
  arguments: [
    [], ["splice:error=EINVAL"], ["splice:error=ENOSYS"], ["copy_file_range:error=EXDEV"],
    ["copy_file_range:error=ENOSYS"], ["copy_file_range:retval=0"],
  ])
func everyWayPassesTheSameBytes(_ way: [String]) throws {
  try withDirectory { path in
    let bytes = (0..<700_001).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    try File.create(path + "/file", bytes)
    #expect(try probing(["pass", path], without: way).status == 0)
    for name in ["/passed", "/copied"] { #expect(try File.contents(path + name, limit: 1 << 20) == bytes) }
  }
}

@Test func aPipeIsNotWaitedFor() throws {
  try withDirectory { path in
    try File.create(path + "/file", [UInt8](repeating: 7, count: 300_000))
    let file = try File.open(path + "/file", O_RDWR)
    let pipe = try Pipe()
    let (reading, writing) = (pipe.reading.number, pipe.writing.number)
    try pipe.reading.setNonBlocking()
    try pipe.writing.setNonBlocking()
    var place: Int64 = 0
    #expect(Splice.fromPipe(reading, to: file.number, at: &place, atMost: 10) == .wouldBlock)
    place = 299_990
    #expect(Splice.toPipe(writing, from: file.number, at: &place, atMost: 1000) == .moved(10))
    #expect(place == 300_000)
    #expect(Splice.toPipe(writing, from: file.number, at: &place, atMost: 1000) == .ended)
    place = 0
    while case .moved = Splice.toPipe(writing, from: file.number, at: &place, atMost: 1 << 20) {}
    #expect(Splice.toPipe(writing, from: file.number, at: &place, atMost: 1 << 20) == .wouldBlock)
    #expect(place >= 4096 && place < 300_000)
    place = 300_000
    #expect(Splice.fromPipe(reading, to: file.number, at: &place, atMost: 10) == .moved(10))
    #expect(try DirectoryEntry(of: file, name: "file").length == 300_010)
  }
}

@Test(arguments: [false, true]) func theEndsOfAPipeAreTold(_ isSplicing: Bool) throws {
  try withDirectory { path in
    signal(SIGPIPE, SIG_IGN)
    try File.create(path + "/file", [1, 2, 3])
    // No splice(2) into a file to which everything is appended.
    let file = try File.open(path + "/file", O_RDWR | (isSplicing ? 0 : O_APPEND))
    let reading = try onlyReading { writing throws(SystemError) in
      try File.write([4, 5], to: writing.number, name: "a pipe")
    }
    var place: Int64 = 3
    #expect(Splice.fromPipe(reading.number, to: file.number, at: &place, atMost: 100) == .moved(2))
    #expect(Splice.fromPipe(reading.number, to: file.number, at: &place, atMost: 100) == .ended)
    #expect(place == 5)
    #expect(try File.contents(path + "/file", limit: 10) == [1, 2, 3, 4, 5])
    let writing = try Pipe().writing.duplicate()
    place = 0
    #expect(Splice.toPipe(writing.number, from: file.number, at: &place, atMost: 100) == .failed(EPIPE))
    #expect(place == 0)
  }
}

/// The reading end of a pipe that nobody writes to any more, non-blocking.
private func onlyReading(_ body: (borrowing Descriptor) throws(SystemError) -> Void) throws(SystemError) -> Descriptor {
  let pipe = try Pipe()
  try body(pipe.writing)
  try pipe.reading.setNonBlocking()
  return try pipe.reading.duplicate()
}
