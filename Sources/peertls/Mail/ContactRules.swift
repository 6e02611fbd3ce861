import Judge
import Policy
import Processes
import SMTP
import TLS

/// The contacts' lines, asked about whoever signs a mail. A line that has an address says whose it is: nobody else may
/// answer for it.
struct ContactRules {
  /// Whose an address is.
  struct Claim {
    /// As it was asked for.
    let address: String
    /// The contact whose line has it.
    let contact: String
    /// Whether the signer meets the conditions of that line.
    let isMet: Bool
  }

  private struct Line {
    let contact: String
    /// Nil where the line is wrong: nobody meets it.
    let place: Address?
    let mailbox: Mailbox?
    let rules: RuleSet
  }

  private let policy: CompiledPolicy
  private let lines: [Line]
  /// What is wrong with lines. A line whose conditions are wrong keeps its address, and nobody meets it.
  let problems: [String]
  /// Whether every line's address is known. Where one is not, an address that no line has may still be somebody's.
  let isCertain: Bool

  /// Of a configuration directory, whose anchors and lists are those of its policy.
  init(directory: String, policy: CompiledPolicy) {
    self.policy = policy
    let (anchors, lists) = (policy.rules.anchorNames, policy.rules.listNames)
    var (lines, problems, isCertain): ([Line], [String], Bool) = ([], [], true)
    do {
      for (line, found) in File.exists(directory + "/contacts") ? try Contact.lines(directory: directory) : [] {
        var (place, rules, mailbox): (Address?, [Rule], Mailbox?) = (nil, [], line.mailbox)
        do {
          let contact = try found.get()
          rules = [try contact.rule(anchors: anchors, lists: lists)]
          place = Address(bytes: contact.address.bytes)
          mailbox = mailbox ?? rules.first?.onlyMailbox
        } catch {
          problems.append("\(error)")
          // Whatever else is wrong, that it has no address can be seen.
          if mailbox == nil && line.conditions.contains("mail=") { isCertain = false }
        }
        lines.append(
          Line(
            contact: line.name, place: place, mailbox: mailbox,
            rules: RuleSet(rules: rules, anchorNames: anchors, listNames: lists)))
      }
    } catch {
      problems.append("\(error)")
      isCertain = false
    }
    (self.lines, self.problems, self.isCertain) = (lines, problems, isCertain)
  }

  /// The contacts whose conditions somebody meets.
  func contacts(of evidence: Evidence, now: Int64) -> [String] {
    lines.filter { isMet($0, evidence, now) }.map(\.contact)
  }

  /// Whose an address is, with or without its detail (`bob+lists@…` is Bob's); nil where no line has it.
  func claim(on address: String, by evidence: Evidence, now: Int64) -> Claim? {
    guard let mailbox = try? Mailbox(address) else { return nil }
    for wanted in [mailbox, mailbox.withoutDetail].compactMap({ $0 }) {
      let owners = lines.filter { $0.mailbox?.isSame(as: wanted) == true }
      guard let first = owners.first else { continue }
      let met = owners.first { isMet($0, evidence, now) }
      return Claim(address: address, contact: (met ?? first).contact, isMet: met != nil)
    }
    return nil
  }

  private func isMet(_ line: Line, _ evidence: Evidence, _ now: Int64) -> Bool {
    guard let identity = evidence.identity, let place = line.place else { return false }
    let caller = Policy.Caller(
      identity: identity, anchors: evidence.anchors, address: place, service: "smtp")
    return line.rules.decide(caller, now: now) { policy.lists(holding: $0) }.verdict == .allow
  }
}
