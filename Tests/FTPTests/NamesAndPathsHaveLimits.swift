import FTP
import Testing

private func refused(_ text: String) -> PathError? {
  do throws(PathError) {
    _ = try VirtualPath().resolving(Array(text.utf8))
    return nil
  } catch {
    return error
  }
}

@Test(arguments: [
  "a\nb", "a\rb", "\u{0}", "\t", "\u{1b}[2J", "a\u{7f}", "\u{85}", "\u{9b}31m", "a\u{2028}b", "\u{2029}",
])
func controlCharactersAreRefused(_ name: String) {
  #expect(refused("/pub/" + name) == .control && !VirtualPath.isName(name))
}

@Test(arguments: [[0xff], [0xc3, 0x28], [0xed, 0xa0, 0x80], [0xc0, 0xaf], [0xf4, 0x90, 0x80, 0x80]] as [[UInt8]])
func whatIsNotUTF8IsRefused(_ name: [UInt8]) {
  #expect(throws: PathError.notText) { try VirtualPath().resolving(name) }
}

@Test(arguments: [".peertls", ".PeerTLS", "a/.peertls/parts", "/incoming/.peertls"])
func theStoresOwnNameIsRefused(_ name: String) { #expect(refused(name) == .reserved) }

@Test func namesAre255BytesLong() {
  let long = String(repeating: "é", count: 127) + "x"
  #expect(long.utf8.count == VirtualPath.maximumNameBytes)
  #expect(refused(long) == nil && refused(long + "x") == .nameTooLong)
}

@Test func pathsAre32NamesDeep() {
  let deep = [String](repeating: "d", count: VirtualPath.maximumDepth).joined(separator: "/")
  #expect(refused(deep) == nil && refused(deep + "/..") == nil && refused(deep + "/e") == .tooDeep)
  #expect(refused(deep + "/e/..") == .tooDeep)
}

@Test func pathsAre4096BytesLong() throws {
  let long = [String](repeating: String(repeating: "x", count: 255), count: 16).joined(separator: "/")
  #expect(try path(long).text.utf8.count == VirtualPath.maximumBytes)
  #expect(throws: PathError.tooLong) { try path("y", from: path(long)) }
  #expect(refused(String(repeating: "/", count: VirtualPath.maximumBytes + 1)) == .tooLong)
}

@Test func aListedNameIsOnePart() {
  for name in ["", ".", "..", "a/b", "/"] { #expect(!VirtualPath.isName(name)) }
  #expect(throws: PathError.control) { try VirtualPath().appending("a/b") }
}
