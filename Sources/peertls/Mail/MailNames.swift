import Journal
import MailQueue
import SMTP

/// Whose mail in the queue a person means by the words of a command line: contacts' names, or their e-mail addresses.
struct MailNames {
  /// The configuration directory.
  let directory: String
  let state: MailStateOption

  /// The contacts' names, as they are in the queue. Throws where a word is neither a contact nor, by mail in the queue,
  /// was one.
  func contacts(_ words: [String]) throws -> [String] {
    var names: [String] = []
    for word in words {
      for name in try contacts(word) where !names.contains(name) { names.append(name) }
    }
    return names
  }

  /// A name before an address: whatever a contact is called, this program calls it so when it starts itself.
  private func contacts(_ word: String) throws -> [String] {
    do { return [try Contact(named: word, directory: directory).name] } catch {
      let rows = try queued()
      if rows.contains(where: { $0.envelope.contact == word }) { return [word] }
      guard word.contains("@") else { throw error }
      return try contacts(at: word, rows)
    }
  }

  /// Who has an address, and for whom mail to it is in the queue.
  private func contacts(at text: String, _ rows: [MailRow]) throws -> [String] {
    let mailbox = try MailContacts.address(text)
    let contacts = try MailContacts(directory: directory)
    let named = try contacts.entry(for: mailbox).map { [$0.contact.name] } ?? []
    let queued = rows.filter { $0.envelope.recipient.isSame(as: mailbox) }.map(\.envelope.contact)
    guard !(named + queued).isEmpty else { throw contacts.nobody(at: text) }
    return named + queued
  }

  private func queued() throws -> [MailRow] {
    guard let queue = try state.existingQueue() else { return [] }
    return try MailRow.all(in: queue)
  }
}
