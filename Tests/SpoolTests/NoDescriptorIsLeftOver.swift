import TestFiles
import Testing

@Test func noDescriptorIsLeftOver() throws {
  try withDirectory { path throws in
    #expect(try Running.probe("spool-probe", "everything", path).end() == ["left over 0"])
  }
}
