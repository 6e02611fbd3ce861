import Foundation
import TestSupport
import Testing

@Test(arguments: ["ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"])
func filesThatAreNamedAreThere(_ document: String) throws {
  let there = ["Sources", "Tests"].flatMap {
    FileManager.default.enumerator(atPath: Repository.path($0))?.compactMap { $0 as? String } ?? []
  }
  let names = Set(there.map { ($0 as NSString).lastPathComponent } + ["Package.swift"])
  for named in try Repository.text(document).matches(of: /[A-Za-z]+\.swift/) {
    #expect(names.contains(String(named.output)), "\(named.output)")
  }
}

@Test func theTreeHasEveryFolderOfTests() throws {
  let architecture = try Repository.text("ARCHITECTURE.md")
  let libraries = try FileManager.default.contentsOfDirectory(atPath: Repository.path("Sources")).map { $0 + "Tests" }
  for folder in try FileManager.default.contentsOfDirectory(atPath: Repository.path("Tests")).sorted()
  where !libraries.contains(folder) {
    #expect(architecture.contains("\(folder)/"), "\(folder)")
  }
}
