import Foundation
import TestSupport
import Testing

private let size = 8 << 20

/// An upload that broke goes on where it was, and until it is whole nobody sees it; where nothing is shown, too.
@Test(arguments: ["", "files=drop"]) func curlResumesABrokenUpload(_ limits: String) throws {
  let scratch = try Scratch()
  let node = try Node(.file(limits))
  let curl = Curl(node: node)
  let file = try Contents.file(scratch.path + "/file", size: size)
  let upload = ["-T", file, curl.url("incoming/file")]
  let broken = try ChildProcess(curl.command(["--limit-rate", "4M"] + upload))
  _ = try eventually("a part of it") { node.partBytes > size / 8 ? true : nil }
  broken.signal(SIGKILL)
  try broken.wait()
  _ = try node.trail.wait(for: .sessionClosed)
  #expect(node.visible() == [])
  let sent = try curl.succeed(["-C", "-", "-w", "%{size_upload}"] + upload)
  #expect(try #require(Int(sent)) < size * 7 / 8, "\(sent) bytes of \(size)")
  try compare(file, node.incoming() + "/file")
  #expect(node.partBytes == 0)
  if limits.isEmpty {
    // What is whole already is not sent again.
    #expect(try curl.succeed(["-C", "-", "-w", "%{size_upload}"] + upload) == "0")
    try compare(file, node.incoming() + "/file")
  }
  #expect(try node.stop() == 0)
}

@Test func curlResumesABrokenDownload() throws {
  let scratch = try Scratch()
  let node = try Node(.file())
  let curl = Curl(node: node)
  let file = try Contents.file(node.offered() + "/file", size: size)
  let back = scratch.path + "/back"
  let broken = try ChildProcess(curl.command(["--limit-rate", "4M", "-o", back, curl.url("pub/file")]))
  _ = try eventually("a part of it") {
    ((try? FileManager.default.attributesOfItem(atPath: back))?[.size] as? Int).flatMap { $0 > size / 8 ? true : nil }
  }
  broken.signal(SIGKILL)
  try broken.wait()
  let received = try curl.succeed(["-C", "-", "-w", "%{size_download}", "-o", back, curl.url("pub/file")])
  #expect(try #require(Int(received)) < size * 7 / 8, "\(received) bytes of \(size)")
  try compare(file, back)
  #expect(try node.stop() == 0)
}

extension Node {
  /// How much there is of uploads that are not whole.
  fileprivate var partBytes: Int {
    let parts = incoming() + "/.peertls/parts"
    return ((try? FileManager.default.contentsOfDirectory(atPath: parts)) ?? []).reduce(0) { sum, name in
      sum + ((try? FileManager.default.attributesOfItem(atPath: parts + "/" + name))?[.size] as? Int ?? 0)
    }
  }
}
