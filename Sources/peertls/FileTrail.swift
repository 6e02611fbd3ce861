import Journal
import Processes

/// The trail in a file of lines, where there is no journal. Lines that are no events are passed over.
struct FileTrail: ~Copyable {
  /// How often a file is looked at for more, in milliseconds.
  private static let interval = 250

  private let path: String
  private let file: Descriptor
  private var offset = 0
  private var buffer: [UInt8] = []
  private var start = 0

  init(_ path: String) throws(Failure) {
    do throws(SystemError) { file = try File.openRegular(path) } catch { throw Failure(.noInput, error.description) }
    self.path = path
  }

  /// The next event; nil at the end.
  mutating func next() throws(Failure) -> TrailEvent? {
    while true {
      if let end = buffer[start...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = Array(buffer[start..<end])
        start = end + 1
        if let event = FileTrail.event(line) { return event }
        continue
      }
      buffer.removeFirst(start)
      start = 0
      // A line without an end within the limit is none of ours.
      if buffer.count > Record.maximumLineBytes { buffer = [] }
      guard try fill() else { return nil }
    }
  }

  /// Waits a little: there may be more.
  func wait() {
    var nothing = WaitingList()
    nothing.wait(milliseconds: FileTrail.interval)
  }

  private mutating func fill() throws(Failure) -> Bool {
    do throws(SystemError) {
      // A file that was emptied begins anew.
      if try FileStatus(of: file, name: path).length < offset { (offset, buffer) = (0, []) }
      let count = try File.append(to: &buffer, from: file, at: offset, count: 64 * 1024, name: path)
      offset += count
      return count > 0
    } catch {
      throw Failure(.inputOutput, error.description)
    }
  }

  private static func event(_ line: [UInt8]) -> TrailEvent? {
    guard let record = Record(parsingLine: line) else { return nil }
    var fields = [("MESSAGE", record.message), ("PRIORITY", String(record.priority.rawValue))]
    fields += Field.allCases.compactMap { field in record[field].map { (field.rawValue, $0) } }
    return TrailEvent(
      microseconds: record[.time].flatMap { UInt64($0) }, fields: fields.map { (name: $0.0, value: $0.1) })
  }
}
