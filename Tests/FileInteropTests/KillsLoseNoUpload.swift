import Foundation
import TestSupport
import Testing

/// Two hundred uploads, while handler, session and acceptor are killed at random: what was said to be stored is on the
/// disk whole, and nothing else is to be seen. Clients/uploads.py looks after each.
@Test(.timeLimit(.minutes(3))) func killsLoseNoUpload() throws {
  var setup = NodeSetup.file(settings: ["Spares": "1"])
  setup.launcher = ["sh", "-c", supervising, "supervisor"]
  let node = try Node(setup)
  let client = try Ftplib(node: node).start("uploads", ["200", "\(3 << 20)", node.incoming(), "/incoming"])
  try client.output.wait(for: "stored", seconds: 20)
  var random = SystemRandomNumberGenerator()
  var kills = 0
  while client.isRunning {
    usleep(UInt32.random(in: 10_000...120_000, using: &random))
    let name = ["peertls-file", "peertls-session", "peertlsd"].randomElement(using: &random) ?? ""
    if let victim = ProcessTable.descendants(of: node.pid, running: name).randomElement(using: &random) {
      kill(victim, SIGKILL)
      kills += 1
    }
  }
  let outcome = try Outcome(of: client, seconds: 5)
  #expect(outcome.code == 0, "\(outcome.errors)\n\(node.trail.tail)")
  #expect(kills > 50)
  print("200 uploads, \(kills) kills, \(outcome.output.split(separator: "\n").last ?? "")")
  node.signal(SIGTERM)
}

/// Starts the acceptor again whenever it was killed, on the same socket, as systemd does.
private let supervising = """
  trap 'kill -TERM "$child" 2>/dev/null; wait "$child"; exit 0' TERM
  while :; do "$@" & child=$!; wait "$child"; done
  """
