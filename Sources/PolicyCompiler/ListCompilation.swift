import ConstantDatabase
import Judge
import Policy
import Processes
import TLS

/// Bounds of the policy's lists.
public enum ListFile {
  /// The longest list file, in bytes: 2 GiB.
  public static let maximumBytes = 2 << 30
  /// The most entries of all lists together.
  public static let maximumEntries = 16_000_000
  /// How much of a list is in memory at once, in bytes.
  static let chunkBytes = 1 << 20
}

extension Compiler {
  /// The lists' entries, read a part at a time.
  mutating func lists() throws(CompileError) {
    for (index, list) in source.lists.enumerated() {
      let path = input.path(list.file)
      let file = try open(
        list.file, list.line, list.column, hint: "; an empty list will do: touch \(path)")
      let length = try place(list.line, list.column) { () throws(SystemError) in try FileStatus(of: file, name: path) }
      guard length.length <= ListFile.maximumBytes else {
        throw CompileError(
          error(list.line, list.column, "\(path) has \(length.length) bytes; at most \(ListFile.maximumBytes) are read")
        )
      }
      let contents = try read(file, path, index: CompiledKey.littleEndian(UInt16(index)), declared: list)
      note("list", contents.digest)
      guard let line = contents.certificateLine else { continue }
      for rule in source.rules where rule.verdict == .deny && rule.conditions.contains(.list(index)) {
        let entry = "this rule denies by list=\(list.name), and \(list.file):\(line) is a cert: entry"
        warn(rule.line, 1, "\(entry); \(PolicySource.evasion); deny by key: instead")
      }
    }
    result.lists = source.lists.count
  }

  /// The digest of a list's file, and the first line that names a certificate by its SHA-256.
  private mutating func read(
    _ file: borrowing Descriptor, _ path: String, index: [UInt8], declared: ListDeclaration
  ) throws(CompileError) -> (digest: Fingerprint, certificateLine: Int?) {
    var reader = ListReader(file: path)
    var certificateLine: Int?
    var digest = try step(CompileError.init(_:)) { () throws(TLSError) in try Digest() }
    var buffer: [UInt8] = []
    var offset = 0
    while true {
      let kept = buffer.count
      let count: Int
      do throws(SystemError) {
        count = try File.append(to: &buffer, from: file, at: offset, count: ListFile.chunkBytes, name: path)
      } catch {
        throw CompileError(self.error(declared.line, declared.column, "\(error)"))
      }
      offset += count
      guard offset <= ListFile.maximumBytes else {
        throw CompileError(
          error(declared.line, declared.column, "\(path) grows; at most \(ListFile.maximumBytes) bytes are read"))
      }
      digest.update(buffer.span.extracting(kept..<buffer.count))
      var start = 0
      // Only what was just read can hold the end of the line that was kept.
      var search = kept
      while let end = buffer[search...].firstIndex(of: UInt8(ascii: "\n")) {
        let entry = try add(buffer.span.extracting(start..<end), &reader, path, index)
        if case .certificate = entry { certificateLine = certificateLine ?? reader.line }
        start = end + 1
        search = start
      }
      // The end of the file, or a line without an end: the reader says what is wrong with a long one.
      if count == 0 || buffer.count - start > PolicySource.maximumLineBytes + 1 {
        if start < buffer.count {
          let entry = try add(buffer.span.extracting(start..<buffer.count), &reader, path, index)
          if case .certificate = entry { certificateLine = certificateLine ?? reader.line }
        }
        return (digest.finish(), certificateLine)
      }
      buffer.removeFirst(start)
    }
  }

  private mutating func add(
    _ line: Span<UInt8>, _ reader: inout ListReader, _ path: String, _ index: [UInt8]
  ) throws(CompileError) -> ListEntry? {
    let entry: ListEntry?
    do throws(PolicyError) { entry = try reader.entry(line: line) } catch { throw CompileError(error) }
    guard let entry else { return nil }
    result.entries += 1
    guard result.entries <= ListFile.maximumEntries else {
      throw CompileError(
        "\(path):\(reader.line):1: one entry too many; all lists together have at most \(ListFile.maximumEntries)")
    }
    try add(entry.recordKey, index, place: "\(path):\(reader.line):1")
    return entry
  }
}
