import Foundation
import TestFiles
import TestSupport
import Testing

@Test(.enabled(if: canMount)) func aFullDiskHereIsSaid() throws {
  try withSmallDisk("size=1m") { disk in
    let transferring = try Transferring()
    let large = try transferring.make("there/pub/large", 3 * mebibyte)
    let small = try transferring.make("there/pub/small", 1000)
    let run = try transferring.run("get", "pub/large", "pub/small", "-o", disk)
    #expect(run.code == 74, "\(run.errors)")
    #expect(
      run.errors.hasPrefix("peertls: write \(disk)/.large.peertls-part: No space left on device\n"), "\(run.errors)")
    let part = try #require(FileManager.default.contents(atPath: disk + "/.large.peertls-part"))
    #expect(part.count > 0 && part == large.prefix(part.count))
    // Where there is room again it goes on, and what is small needs little.
    try FileManager.default.removeItem(atPath: disk + "/.large.peertls-part")
    #expect(try transferring.run("get", "pub/small", "-o", disk).code == 0)
    #expect(FileManager.default.contents(atPath: disk + "/small") == small)
  }
}
