import Foundation
import TestSupport

extension Scratch {
  /// Every path below, sorted.
  func everything(in directory: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: path + "/" + directory).sorted()
  }
}
