import ArgumentParser
import FTPReplies

/// What send, get and ls have in common.
struct FileOptions: ParsableArguments {
  @OptionGroup var config: ConfigurationOption
  @OptionGroup var callee: Callee

  @Option(
    help: ArgumentHelp(
      "What to be called there.",
      discussion: "Default: the e-mail address of your certificate, else its userid, else its name.",
      valueName: "name"))
  var user: String?

  @Option(help: ArgumentHelp("How often to call again in vain when the connection breaks.", valueName: "count"))
  var retries: Int = 8

  @Flag(name: .shortAndLong, help: "Say nothing but what goes wrong.")
  var quiet = false

  func validate() throws {
    if !(0...1000).contains(retries) { throw ValidationError("--retries: expected 0 to 1000") }
    if let user, user.isEmpty || !Request.isSendable(user) {
      throw ValidationError("--user: expected a name without control characters")
    }
  }
}
