import Foundation

/// A program on a terminal of its own, Clients/terminal.py.
public final class TestTerminal {
  /// What there is to see.
  public struct Answer: Decodable {
    /// The screen, and what was scrolled away.
    public let rows: [String]
    /// Whether it gives keys, not lines.
    public let isRaw: Bool?
    /// Whether its modes are as they were before the program.
    public let isSame: Bool?
    /// The exit code of a program that has ended; of a signal, negative.
    public let status: Int32?
    let error: String?
  }

  private let client: ChildProcess
  private var count = 0

  /// Runs a program there.
  public init(_ command: [String], rows: Int, columns: Int, name: String = "xterm") throws {
    let script = Programs.package + "/Tests/TestSupport/Clients/terminal.py"
    client = try ChildProcess(["python3", script, "\(rows)", "\(columns)"] + command, environment: ["TERM": name])
  }

  /// Gives a command of Clients/terminal.py.
  @discardableResult
  public func ask(_ command: [String: Any]) throws -> Answer {
    count += 1
    let data = try JSONSerialization.data(withJSONObject: command)
    client.write(Array(data) + [0x0A])
    let end = " @\(count)\n"
    do { try client.output.wait(for: end, seconds: 25) } catch {
      throw TestFailure("\(command): \(client.errors.text.suffix(1500))")
    }
    let lines = client.output.text.components(separatedBy: "\n")
    let line = lines.last { $0.hasSuffix(String(end.dropLast())) } ?? ""
    let answer = try JSONDecoder().decode(Answer.self, from: Data(line.dropLast(end.count - 1).utf8))
    if let error = answer.error {
      throw TestFailure("\(error)\n" + answer.rows.joined(separator: "\n"))
    }
    return answer
  }

  /// Types it.
  public func type(_ text: String) throws { try ask(["type": text]) }

  /// Waits until each is found on the screen (regular expressions, `^` and `$` are a row's ends), and nothing of the
  /// others; the rows.
  @discardableResult
  public func wait(_ found: String..., without: [String] = []) throws -> [String] {
    try ask(["wait": found, "without": without]).rows
  }

  /// Waits for its end.
  public func end() throws -> Answer { try ask(["end": true]) }
}
