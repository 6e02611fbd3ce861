import Foundation
import TestSupport
import Testing

private let browser = "/usr/bin/chromium"
private let hostile = #"<script>document.title="taken"</script><img src=x onerror=alert(1)>"#

/// A trail of a real node: one who is let in, one whose name is hostile, one who is refused, one who is no TLS client.
private func trail(_ scratch: Scratch) throws -> String {
  let node = try Node()
  for person in [PKI.alice, try PKI.acme.issue(.person(hostile))] {
    let caller = try Caller(node, as: person)
    try caller.exchange("hello")
    caller.finish()
    try caller.waitForEnd()
  }
  let mallory = try Caller(node, as: try PKI.impostor.issue(.person("Mallory")))
  try mallory.waitForEnd()
  let stranger = try RawConnection(node)
  #expect(stranger.send(Array("GET / HTTP/1.0\r\n\r\n".utf8)))
  _ = try node.trail.wait(for: .sessionClosed, count: 4)
  #expect(try node.stop() == 0)
  return try scratch.write("trail", node.trail.lines.joined(separator: "\n") + "\n")
}

private func browse(_ scratch: Scratch, _ options: String...) throws -> Run {
  let command = [
    browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
    "--user-data-dir=\(scratch.path)/profile",
  ]
  return try Run(command + options + ["file://\(scratch.path)/page.html"], seconds: 60)
}

@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: browser), "needs chromium"), .serialized)
struct AuditMakesAPage {
  @Test func aPageThatABrowserShows() throws {
    let scratch = try Scratch()
    let page = scratch.path + "/page.html"
    let run = try peertls("audit", "--file", trail(scratch), "--html", page)
    #expect(run.code == 0 && run.output.isEmpty, "\(run.errors)")
    let dom = try browse(scratch, "--dump-dom")
    #expect(dom.output.contains("<title>Calls to this node</title>"))
    for title in ["Calls by day", "Who calls", "How much", "How long", "Why not", "Peers", "The last calls"] {
      #expect(dom.output.contains("<h2>\(title)</h2>"), "\(title)")
    }
    #expect(dom.output.components(separatedBy: "<svg").count - 1 >= 6)
    for element in ["<script", "<img", "<link", "<iframe", "onerror=\""] {
      #expect(!dom.output.contains(element), "\(element)")
    }
    #expect(dom.output.contains("&lt;script&gt;document.title="))
    #expect(!dom.output.contains("http:") && !dom.output.contains("https:"))

    // The bars are there, in the colours of the verdicts, wide and narrow, light and dark.
    for (size, dark, colours) in [
      ("1280,1600", false, ["2f6fbb", "d1495b"]), ("500,2400", false, ["2f6fbb", "d1495b"]),
      ("1280,1600", true, ["5aa2f0", "f07182"]),
    ] {
      let picture = scratch.path + "/page.png"
      let theme = dark ? "--blink-settings=preferredColorScheme=0" : "--blink-settings=preferredColorScheme=1"
      _ = try browse(scratch, "--window-size=\(size)", "--screenshot=\(picture)", theme)
      let script = URL(filePath: #filePath).deletingLastPathComponent().path + "/Pictures/colours.py"
      let counted = try Run(["python3", script, picture] + colours, seconds: 60)
      let counts = counted.output.split(separator: "\n").compactMap { Int($0) }
      #expect(counts.count == 2 && counts.allSatisfy { $0 > 1000 }, "\(size) \(dark): \(counts) \(counted.errors)")
    }
  }
}

/// It names callers, so it is its owner's alone; and it is there whole or not at all.
@Test func thePageIsWholeAndItsOwners() throws {
  let scratch = try Scratch()
  let line = "<6>peertls-session: allow | EVENT=verdict SESSION=00 VERDICT=allow PEER_NAME=Alice\n"
  let file = try scratch.write("trail", line)
  let page = try scratch.write("page.html", "an older one")
  let run = try peertls("audit", "--file", file, "--html", page, "--by", "peer")
  #expect(run.code == 0 && run.output.hasPrefix("PEER"), "\(run.errors)")
  let attributes = try FileManager.default.attributesOfItem(atPath: page)
  #expect(attributes[.posixPermissions] as? Int == 0o600)
  #expect(try scratch.read("page.html").hasSuffix("</html>\n"))
  #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted() == ["page.html", "trail"])

  try scratch.write("page.html", "an older one")
  let full = try Run(
    [
      "sh", "-c", "ulimit -f 1; trap '' XFSZ; exec \"$0\" audit --file \"$1\" --html \"$2\"", Programs.path("peertls"),
      file, page,
    ])
  #expect(full.code == 74 && full.errors.contains("page.html"), "\(full.code) \(full.errors)")
  #expect(try scratch.read("page.html") == "an older one")
  #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted() == ["page.html", "trail"])
  #expect(try peertls("audit", "--file", file, "--html", scratch.path + "/nowhere/page.html").code == 74)
}
