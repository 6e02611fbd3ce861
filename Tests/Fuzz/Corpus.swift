import Processes

/// Past inputs of the entries, for the tests to replay.
public enum Corpus {
  /// The longest input, in bytes.
  public static let maximumBytes = 1 << 20

  /// The files of Tests/Fuzz/corpus/NAME, in the order of their names.
  public static func inputs(_ name: String) throws(SystemError) -> [[UInt8]] {
    let here = #filePath.split(separator: "/").dropLast().map { "/" + $0 }.joined()
    let directory = try Directory("\(here)/corpus/\(name)")
    var inputs: [[UInt8]] = []
    for name in try directory.names().sorted() { inputs.append(try directory.contents(name, limit: maximumBytes)) }
    return inputs
  }

  /// Has an entry handle every input, then so many changed ones, the same in every run: a fuzzer makes many more. Returns
  /// how many inputs there are.
  public static func replay(
    _ name: String, changed: Int = 5000, _ entry: ([UInt8]) -> Void
  ) throws(SystemError) -> Int {
    let inputs = try inputs(name)
    for input in inputs { entry(input) }
    var damage = Damage()
    for _ in 0..<changed {
      guard let input = inputs.randomElement(using: &damage), let other = inputs.randomElement(using: &damage) else {
        break
      }
      entry(damage.changed(input, with: other))
    }
    return inputs.count
  }
}

/// Changes inputs, repeatably, so that a failure is found again (SplitMix64).
private struct Damage: RandomNumberGenerator {
  private var state: UInt64 = 4605

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }

  /// With one to four bytes changed, taken out or put in, or the end of another input in place of its own.
  mutating func changed(_ input: [UInt8], with other: [UInt8]) -> [UInt8] {
    var changed = input
    for _ in 0..<Int.random(in: 1...4, using: &self) where !changed.isEmpty {
      let at = Int.random(in: changed.indices, using: &self)
      switch Int.random(in: 0...5, using: &self) {
      case 0: changed[at] = .random(in: 0...255, using: &self)
      case 1: changed.insert(.random(in: 0...255, using: &self), at: at)
      case 2: changed.insert("\\\r\n\"'<>()[]{}=%$;:,./&#@ ".utf8.randomElement(using: &self) ?? 0, at: at)
      case 3: changed.remove(at: at)
      case 4: changed.replaceSubrange(at..., with: other.suffix(max(0, other.count - at)))
      default: changed[at] ^= 1 << UInt8.random(in: 0...7, using: &self)
      }
    }
    return changed
  }
}
