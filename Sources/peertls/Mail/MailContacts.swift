import Journal
import Policy
import PolicyCompiler
import Processes
import SMTP

/// To whom mail can go: the contacts, by their names and by their addresses.
struct MailContacts {
  /// A contact and the address that mail to them goes to.
  struct Entry {
    let contact: Contact
    let mailbox: Mailbox
  }

  private let directory: String
  private let entries: [Entry]
  /// What is wrong with contacts that are left out.
  let problems: [String]
  /// Contacts that have no address.
  private let withoutAddress: [Contact]

  /// Reads a configuration directory's contacts.
  init(directory: String) throws {
    self.directory = directory
    let names = try DeclaredNames(directory: directory)
    var (entries, problems, withoutAddress): ([Entry], [String], [Contact]) = ([], [], [])
    for found in try Contact.all(directory: directory) {
      do {
        let contact = try found.get()
        if let mailbox = try MailContacts.mailbox(of: contact, names) {
          entries.append(Entry(contact: contact, mailbox: mailbox))
        } else {
          withoutAddress.append(contact)
        }
      } catch {
        problems.append("\(error)")
      }
    }
    (self.entries, self.problems, self.withoutAddress) = (entries, problems, withoutAddress)
  }

  /// The contact of that name.
  func entry(named name: String) throws -> Entry {
    if let entry = entries.first(where: { $0.contact.name == name }) { return entry }
    if let contact = withoutAddress.first(where: { $0.name == name }) {
      let place = contact.place.map { "\($0.file):\($0.line): " } ?? ""
      throw Failure(
        .configuration,
        "\(place)which e-mail address is \(contact.name)'s? Put mail=ADDRESS behind the [ADDRESS]:PORT, or add "
          + "anchor=NAME and email=ADDRESS without * and ?")
    }
    // It says what is wrong with the line, or that there is none.
    _ = try Contact(named: name, directory: directory)
    throw Failure(.noInput, "\(directory)/contacts: there is no \"\(name.sanitised)\"")
  }

  /// The one contact that has an address, or has it without its detail (`bob+lists@…` is Bob's); nil where there is none.
  /// Throws where several have it: which is meant?
  func entry(for mailbox: Mailbox) throws(Failure) -> Entry? {
    for wanted in [mailbox, mailbox.withoutDetail].compactMap({ $0 }) {
      let found = entries.filter { $0.mailbox.isSame(as: wanted) }
      if found.count > 1 {
        let names = found.map { $0.contact.name.sanitised }.joined(separator: " and ")
        throw Failure(
          .configuration, "\(directory)/contacts: \(names) have the address \(wanted.description.sanitised)")
      }
      if let entry = found.first { return Entry(contact: entry.contact, mailbox: mailbox) }
    }
    return nil
  }

  /// That an address or a name is nobody's.
  func nobody(_ what: String) -> Failure {
    let hint = problems.isEmpty ? "" : " (\(problems.count) of the lines there are wrong)"
    return Failure(.noUser, "\(what); \(directory)/contacts says to whom mail can go\(hint)")
  }

  /// The same of an address.
  func nobody(at address: String) -> Failure { nobody("no contact has the address \(address.sanitised)") }

  /// What an address in text is. Throws where it is none.
  static func address(_ text: String) throws(Failure) -> Mailbox {
    guard let mailbox = try? Mailbox(text) else {
      throw Failure(.data, "\"\(text.sanitised)\" is no e-mail address")
    }
    return mailbox
  }

  private static func mailbox(of contact: Contact, _ names: DeclaredNames) throws -> Mailbox? {
    if let mailbox = contact.mailbox { return mailbox }
    return try contact.rule(anchors: names.anchors, lists: names.lists).onlyMailbox
  }
}

extension Rule {
  /// The address of a condition `email=` that only one address meets; nil where there is none.
  var onlyMailbox: Mailbox? {
    for case .name(.email, let glob) in conditions where !glob.pattern.contains(where: { "*?".contains($0) }) {
      if let mailbox = try? Mailbox(glob.pattern) { return mailbox }
    }
    return nil
  }
}

/// The names of anchors and lists that DIR/policy declares.
struct DeclaredNames {
  let anchors: [String]
  let lists: [String]

  /// None where there is no policy.
  init(directory: String) throws(Failure) {
    guard File.exists(directory + "/policy") else {
      (anchors, lists) = ([], [])
      return
    }
    do {
      let declared = try PolicyInput(directory: directory)
      let source = try PolicySource.parse(declared.text, file: declared.file)
      (anchors, lists) = (source.anchors.map(\.name), source.lists.map(\.name))
    } catch {
      throw Failure(.configuration, "\(error)")
    }
  }
}
