import TestSupport
import Testing

/// Python's ftplib, with and without a session used again on the data connection, by either TLS.
@Test(arguments: ["1.2", "1.3"], [false, true]) func ftplibDoesEverything(_ version: String, _ reuse: Bool) throws {
  let node = try Node(.file(settings: ["MinimumTLS": "1.2"]))
  let client = Ftplib(node: node, options: ["--tls", version] + (reuse ? ["--reuse"] : []))
  try client.run("everything", [node.incoming(), "/incoming"])
  #expect(try node.trail.wait(for: .sessionClosed)[.exit] == "0", "\(node.trail.tail)")
  #expect(try node.stop() == 0)
}
