import Foundation
import Journal

/// A node's audit trail: the records that its processes write to standard error where there is no journal.
public final class Trail: Sendable {
  private struct State {
    var records: [Record] = []
    var lines: [String] = []
    var rest: [UInt8] = []
    var ended = false
    var isPaused = false
  }

  private let state = Watched(State())

  init(reading descriptor: Int32) {
    let state = state
    readToEnd(descriptor) { chunk in
      _ = state.wait(60) { $0.isPaused ? nil : true }
      state.with { state in
        guard let chunk else { return state.ended = true }
        state.rest += chunk
        var start = 0
        while let end = state.rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
          let line = Array(state.rest[start...end])
          start = end + 1
          if let record = Record(parsingLine: line) { state.records.append(record) }
          state.lines.append(String(decoding: line.dropLast(), as: UTF8.self))
        }
        state.rest.removeFirst(start)
      }
    }
  }

  /// Reads no further than what has been read, or goes on: a log that has stalled.
  public func pause(_ isPaused: Bool) { state.with { $0.isPaused = isPaused } }

  /// The records so far.
  public var records: [Record] { state.with { $0.records } }
  /// Every line so far, records and other words alike.
  public var lines: [String] { state.with { $0.lines } }
  /// What a test says when it fails.
  public var tail: String { lines.suffix(30).joined(separator: "\n") }

  /// Waits for a record of this event that fits, and returns the first.
  public func wait(
    for event: Event, seconds: Double = 10, where fits: (Record) -> Bool = { _ in true }
  ) throws -> Record {
    try wait(for: event, count: 1, seconds: seconds, where: fits)[0]
  }

  /// Waits for so many records of this event that fit.
  public func wait(
    for event: Event, count: Int, seconds: Double = 10, where fits: (Record) -> Bool = { _ in true }
  ) throws -> [Record] {
    let found = state.wait(seconds) { state -> [Record]? in
      let found = state.records.filter { $0.event == event && fits($0) }
      return found.count >= count ? found : nil
    }
    guard let found else {
      throw TestFailure("no \(count) fitting \(event.rawValue) in \(seconds) s; the trail is:\n\(tail)")
    }
    return found
  }

  /// Waits for a line with this text.
  public func wait(forLine text: String, seconds: Double = 10) throws {
    guard state.wait(seconds, until: { $0.lines.contains { $0.contains(text) } ? true : nil }) != nil else {
      throw TestFailure("no line \"\(text)\" in \(seconds) s; the trail is:\n\(tail)")
    }
  }

  /// Waits until no process of the node holds the trail any more.
  public func waitForEnd(seconds: Double = 10) throws {
    guard state.wait(seconds, until: { $0.ended ? true : nil }) != nil else {
      throw TestFailure("some process still holds the trail after \(seconds) s:\n\(tail)")
    }
  }
}
