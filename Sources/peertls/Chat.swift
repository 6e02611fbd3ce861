import ArgumentParser
import Conversations
import Processes
import SafeText
import Talk

/// A conversation on a terminal.
struct Chat: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Talk with a person: what they say is shown, and what you type is sent.",
    discussion: """
      What you type waits in the conversation's directory until their node has it; while nobody else has a connection, \
      peertls deliver WHO --stay is run to make one. /help lists what else can be typed; ^D ends. Without a terminal, \
      lines are read from standard input.

      Exit codes: 0; 64 usage; 66 no such contact; 73 the directory cannot be made; 74 the directory cannot be used; 78 \
      the configuration is wrong.
      """)

  @OptionGroup var config: ConfigurationOption
  @OptionGroup var state: StateOption

  @Argument(help: "A contact.")
  var who: String

  @Option(help: ArgumentHelp("How many messages of before are shown.", valueName: "count"))
  var lines: Int = TypedLine.historyCount.usual

  @Flag(name: .customLong("no-receipts"), help: "Do not tell that a message was shown.")
  var noReceipts = false

  @Flag(name: .customLong("no-typing"), help: "Neither tell nor show who is writing.")
  var noTyping = false

  @Flag(
    name: .customLong("no-call"), help: "Do not call; what is typed waits until they call, or peertls deliver runs.")
  var noCall = false

  func validate() throws {
    if !(0...TypedLine.historyCount.most).contains(lines) {
      throw ValidationError("--lines: expected 0 to \(TypedLine.historyCount.most)")
    }
  }

  func run() throws {
    let contact = try Contact(named: who, directory: config.directory)
    let store = try state.store()
    let name = try Correspondents(directory: config.directory).conversation(of: contact, in: store)
    let deliver = [
      "deliver", "--stay", "--now", "--config", config.directory, "--state", state.directory, "--", who,
    ]
    do throws(SystemError) {
      let options = ChatSession.Options(
        lines: lines, sendsReceipts: !noReceipts, tellsTyping: !noTyping, deliver: noCall ? nil : deliver)
      var session = try ChatSession(try store.conversation(making: name), contact: who, options)
      try session.run()
    } catch {
      throw Failure(.inputOutput, "\(error)")
    }
  }
}
