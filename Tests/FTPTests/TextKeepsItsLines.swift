import FTP
import Testing

/// In pieces of each size.
private func sent(_ text: String) -> Set<String> {
  Set(
    (1...max(1, text.utf8.count)).map { size in
      var writer = LineEndWriter()
      var result: [UInt8] = []
      var rest = Array(text.utf8)[...]
      while !rest.isEmpty {
        writer.convert(rest.prefix(size), appendingTo: &result)
        rest = rest.dropFirst(size)
      }
      return String(decoding: result, as: UTF8.self)
    })
}

private func received(_ text: String) -> Set<String> {
  Set(
    (1...max(1, text.utf8.count)).map { size in
      var reader = LineEndReader()
      var result: [UInt8] = []
      var rest = Array(text.utf8)[...]
      while !rest.isEmpty {
        reader.convert(rest.prefix(size), appendingTo: &result)
        rest = rest.dropFirst(size)
      }
      reader.finish(appendingTo: &result)
      return String(decoding: result, as: UTF8.self)
    })
}

@Test(arguments: [
  ("a\nb\n", "a\r\nb\r\n"), ("\n\n", "\r\n\r\n"), ("a\r\nb", "a\r\nb"), ("a\rb", "a\rb"), ("", ""), ("a", "a"),
])
func onTheWayOut(_ file: String, _ wire: String) { #expect(sent(file) == [wire]) }

@Test(arguments: [
  ("a\r\nb\r\n", "a\nb\n"), ("\r\n\r\n", "\n\n"), ("a\nb", "a\nb"), ("a\rb", "a\rb"), ("a\r", "a\r"),
  ("\r\r\n", "\r\n"),
  ("", ""),
])
func onTheWayIn(_ wire: String, _ file: String) { #expect(received(wire) == [file]) }
