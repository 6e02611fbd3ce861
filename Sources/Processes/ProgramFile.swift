import Glibc

/// What execve(2) starts in the place of a file that is no machine code of its own.
enum ProgramFile {
  /// How deep scripts may name scripts; execve(2) has 4.
  private static let depth = 4
  private static let headerLength = 4096

  /// The interpreter of a script (`#!`) and that interpreter's own, and the dynamic linker of a 64-bit ELF file; empty
  /// where there is none, or the file cannot be read.
  static func interpreters(of path: String) -> [String] {
    var found: [String] = []
    var current = path
    while found.count <= depth, let next = interpreter(of: current) {
      found.append(next)
      current = next
    }
    return found
  }

  private static func interpreter(of path: String) -> String? {
    guard let file = try? File.openRegular(path) else { return nil }
    var header: [UInt8] = []
    guard (try? File.append(to: &header, from: file, at: 0, count: headerLength, name: path)) != nil else { return nil }
    if header.starts(with: "#!".utf8) { return scriptInterpreter(header.dropFirst(2)) }
    guard let place = linkerPlace(header) else { return nil }
    var name: [UInt8] = []
    guard (try? File.append(to: &name, from: file, at: place.offset, count: place.length, name: path)) != nil else {
      return nil
    }
    return absolute(name.prefix { $0 != 0 })
  }

  private static func scriptInterpreter(_ line: ArraySlice<UInt8>) -> String? {
    let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
    return absolute(line.prefix { $0 != 0x0a }.drop(while: isBlank).prefix { !isBlank($0) && $0 != 0 })
  }

  private static func absolute(_ bytes: some Sequence<UInt8>) -> String? {
    let path = String(decoding: Array(bytes), as: UTF8.self)
    return path.utf8.first == UInt8(ascii: "/") ? path : nil
  }

  /// Where PT_INTERP has the linker's name (elf(5)), of a 64-bit little-endian file.
  private static func linkerPlace(_ header: [UInt8]) -> (offset: Int, length: Int)? {
    guard header.starts(with: [0x7f, 0x45, 0x4c, 0x46, 2, 1]), let table = number(header, 32, 8),
      let size = number(header, 54, 2), let count = number(header, 56, 2), size >= 56
    else { return nil }
    for index in 0..<count {
      let (start, overflow) = table.addingReportingOverflow(index * size)
      guard !overflow, let kind = number(header, start, 4) else { return nil }
      guard kind == 3 else { continue }
      guard let offset = number(header, start + 8, 8), let length = number(header, start + 32, 8), length <= 4096 else {
        return nil
      }
      return (offset, length)
    }
    return nil
  }

  private static func number(_ bytes: [UInt8], _ offset: Int, _ length: Int) -> Int? {
    guard offset >= 0, offset <= bytes.count - length else { return nil }
    let value = bytes[offset..<offset + length].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Int(exactly: value)
  }
}
