import ArgumentParser
import Glibc
import MIME
import Processes
import SafeText
import SMIME
import TLS

/// Shows a mail, and who has signed it.
struct Read: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show a mail: who signed it, what was altered, its text and its files.",
    discussion: """
      Exit codes: 0 all of it was signed by whom From: names, unaltered, and an anchor, a contact, a rule or your own key \
      answers for the signer; 1 something was altered, cannot be opened, or is not what it says; 2 not all of it was \
      signed; 65 no mail, or beyond a limit; 66 no such file; 73 a file cannot be written; 78 the policy does not compile.
      """)

  @OptionGroup var config: ConfigurationOption

  @Argument(help: "The mail, such as a file of a Maildir; - for standard input.")
  var file: String

  @Option(
    help: ArgumentHelp("Write what is not text into this directory; nothing there is overwritten.", valueName: "dir"))
  var save: String?

  @Flag(help: "Keep the signer's certificate, to encrypt to it, where the mail is signed well.")
  var keepCertificate = false

  func validate() throws {
    if save == "" { throw ValidationError("--save needs a directory") }
  }

  func run() throws {
    let message = try message()
    let certificates = KnownCertificates(directory: config.directory)
    let judge = try SignerJudge(directory: config.directory)
    for problem in judge.problems { Terminal.complain(problem) }
    let authors = MailVerdict.authors(message.header.fields) ?? []
    let known = try authors.prefix(1).compactMap { try certificates.entry(of: $0.address)?.certificate }
    var opener = MailOpener(directory: config.directory, judge: judge, known: known)
    opener.open(message)
    let verdict = MailVerdict(opener.mail, header: message.header)
    let showing = MailShowing(
      mail: opener.mail, header: message.header, verdict: verdict, arrival: Arrival(message.header))
    showing.show()
    let files = MailFiles(showing)
    if let save { try files.save(in: save) } else { files.list() }
    if keepCertificate {
      try CertificateKeeping(certificates: certificates, judge: judge).keep(opener.mail, verdict, from: authors)
    }
    if verdict.kind != .good { throw ExitCode(verdict.kind.rawValue) }
  }

  private func message() throws -> Entity {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes =
        file == "-"
        ? try File.remainder(of: 0, limit: MIMELimits.messageBytes, name: "standard input")
        : try File.contents(file, limit: MIMELimits.messageBytes)
    } catch {
      throw Failure(error.code == EFBIG ? .data : .noInput, error.description)
    }
    let message: Entity
    do throws(MIMEError) { message = try Entity(bytes) } catch { throw Failure(.data, "\(name): \(error)") }
    guard !message.header.fields.isEmpty else { throw Failure(.data, "\(name): this is no mail: it has no header") }
    return message
  }

  private var name: String { file == "-" ? "standard input" : SafeText.of(file) }
}
