import ArgumentParser
import Handoff
import Processes

/// Ends a session of the running node.
struct EndSession: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "end", abstract: "End a session of the running node.",
    discussion: """
      SESSION is its number as status, audit and PEERTLS_SESSION have it: 16 hexadecimal digits. The session is told to \
      end, its handler is hung up (SIGHUP), and what is not gone in time is killed. The closing record says "ended by the \
      owner". For root, and for the user whom the node runs as.

      Exit codes: 0 it was told; 64 usage; 66 there is no such session; 69 no node runs, or \
      one from before a restart that does not answer may have it; 75 it is ending already; 77 not \
      allowed.
      """)

  @OptionGroup var runtime: RuntimeOption

  @Argument(help: "The session's number.")
  var session: String

  @Option(help: ArgumentHelp("Why, for the closing record.", valueName: "text"))
  var reason: String?

  private var number: UInt64? { session.utf8.count == 16 ? UInt64(session, radix: 16) : nil }

  func validate() throws {
    let isNumber = session.utf8.count == 16 && session.utf8.allSatisfy(\.isHexadecimal)
    if !isNumber {
      throw ValidationError("SESSION: expected 16 hexadecimal digits, as peertls status shows them")
    }
    guard let reason else { return }
    if !(1...OwnerRequest.maximumReasonBytes).contains(reason.utf8.count)
      || !reason.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f })
    {
      throw ValidationError("--reason: expected one line of 1 to \(OwnerRequest.maximumReasonBytes) bytes")
    }
  }

  func run() throws {
    var isSilent: Failure?
    for call in try OwnersCall.all(runtime) {
      do throws(Failure) {
        switch try end(call) {
        case .told: return
        case .ending: throw Failure(.temporary, "session \(session) is ending already")
        case .missing: break
        }
      } catch {
        // One from before a restart may go while it is asked.
        guard call.former != nil, error.code != .temporary else { throw error }
        if error.code == .unavailable { isSilent = error }
      }
    }
    if let isSilent { throw isSilent }
    throw Failure(.noInput, "there is no session \(session); peertls status lists them")
  }

  private func end(_ call: OwnersCall) throws(Failure) -> EndOutcome {
    guard case .end(let outcome) = try call.ask(.end(session: number ?? 0, reason: reason ?? "")) else {
      throw call.mistaken()
    }
    return outcome
  }
}

extension UInt8 {
  fileprivate var isHexadecimal: Bool {
    (0x30...0x39).contains(self) || (0x61...0x66).contains(self) || (0x41...0x46).contains(self)
  }
}
