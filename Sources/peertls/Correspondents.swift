import Conversations
import Policy
import Processes

/// Which conversation each contact has.
struct Correspondents {
  private let directory: String
  private let names: DeclaredNames

  /// With the names that DIR/policy declares.
  init(directory: String) throws {
    self.directory = directory
    names = try DeclaredNames(directory: directory)
  }

  /// What a contact's conversation is called: the one that the key's link names; else after the e-mail address, if an
  /// anchor vouches for it; else after the key.
  func conversation(of contact: Contact, in store: borrowing ConversationStore) throws -> String {
    let rule: Rule
    do { rule = try contact.rule(anchors: names.anchors, lists: names.lists) } catch {
      throw Failure(.configuration, "\(error)")
    }
    let key = rule.conditions.lazy.compactMap { if case .key(let key) = $0 { key.description } else { nil } }.first
    if let key, let name = store.name(forKey: key) { return name }
    if let email = vouchedEmail(rule), let name = ConversationStore.name(email: email) { return name }
    if let key, let name = ConversationStore.name(key: key) { return name }
    let place = contact.place.map { "\($0.file):\($0.line): " } ?? ""
    throw Failure(
      .configuration,
      "\(place)which conversation is \(contact.name)'s? Add key=SHA256 to the line, or anchor=NAME and email=ADDRESS "
        + "without * and ?")
  }

  /// All contacts by the names of their conversations, the first of each; what is wrong with the others' lines.
  func byConversation(
    in store: borrowing ConversationStore
  ) throws -> (contacts: [String: Contact], problems: [Failure]) {
    var (contacts, problems): ([String: Contact], [Failure]) = ([:], [])
    for found in try Contact.all(directory: directory) {
      do {
        let contact = try found.get()
        let name = try conversation(of: contact, in: store)
        if contacts[name] == nil { contacts[name] = contact }
      } catch let failure as Failure {
        problems.append(failure)
      }
    }
    return (contacts, problems)
  }

  private func vouchedEmail(_ rule: Rule) -> String? {
    var (email, isVouched): (String?, Bool) = (nil, false)
    for condition in rule.conditions {
      switch condition {
      case .anchor: isVouched = true
      case .name(.email, let glob) where !glob.pattern.contains(where: { "*?".contains($0) }): email = glob.pattern
      default: break
      }
    }
    return isVouched ? email : nil
  }
}
