import Foundation
import TestSupport
import Testing

private let count = 10_000

/// Ten thousand files in one directory are listed by every client and mirrored.
@Test(.timeLimit(.minutes(5))) func tenThousandFilesAreListedAndMirrored() throws {
  let scratch = try Scratch()
  let node = try Node(.file())
  let many = try node.offered("many")
  for number in 0..<count { try Data("\(number)\n".utf8).write(to: URL(filePath: many + "/\(number) file")) }

  let curl = Curl(node: node)
  let names = try curl.succeed(["-l", curl.url("pub/many/")])
  #expect(Set(names.split(whereSeparator: \.isNewline)).count == count)
  let lines = try curl.succeed([curl.url("pub/many/")])
  #expect(lines.split(whereSeparator: \.isNewline).count { $0.hasPrefix("-r") } == count)
  try Ftplib(node: node).run("many", ["/pub/many", "\(count)"])

  let back = scratch.path + "/back"
  try Lftp(node: node, scratch: scratch).run(["mirror --parallel=4 pub/many \(back)"], seconds: 280)
  try compareTrees(many, back)
  #expect(try node.stop() == 0)
}
