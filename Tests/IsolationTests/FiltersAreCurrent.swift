import Foundation
import TestSupport
import Testing

/// The filters in the source are those that generate-filters makes: after a change of its lists run `make filters`.
@Test func filtersAreCurrent() throws {
  let process = try ChildProcess([Programs.path("generate-filters")])
  #expect(try process.wait() == 0)
  try process.output.waitForEnd()
  let kept = try String(contentsOfFile: Programs.package + "/Sources/CFilters/filters.c", encoding: .utf8)
  #expect(process.output.text == kept)
}
