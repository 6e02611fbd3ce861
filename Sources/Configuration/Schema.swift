import Lexemes

/// What the keys of one section mean: the table that a file is read against.
struct Schema<Target> {
  let section: String
  let settings: [Setting<Target>]

  /// Applies every assignment of the file to `target`, in order: a later one replaces an earlier one, lists grow,
  /// and an empty value puts the default back.
  func read(_ bytes: [UInt8], file: String, into target: inout Target) throws(ConfigurationError) {
    let unit = try UnitFile(bytes, file: file)
    for found in unit.sections where found.name != section && !found.name.hasPrefix("X-") {
      throw ConfigurationError(
        file: file, line: found.location.line, column: found.location.column,
        message: "unknown section [\(found.name)]; this file has one section, [\(section)]")
    }
    let defaults = target
    for assignment in unit.assignments where assignment.section == section {
      guard let setting = settings.first(where: { $0.name == assignment.key }) else {
        throw ConfigurationError(
          file: file, line: assignment.keyLocation.line, column: assignment.keyLocation.column,
          message: "unknown setting \(assignment.key)=; " + advice(assignment.key))
      }
      if assignment.value.bytes.isEmpty {
        setting.reset(&target, defaults)
      } else {
        try setting.assign(&target, assignment.value)
      }
    }
  }

  private func advice(_ key: String) -> String {
    if let (name, slips) = Slips.nearest(to: key, among: settings.map(\.name)), slips <= max(2, name.count / 2) {
      return "did you mean \(name)=?"
    }
    return "known are " + settings.map { $0.name + "=" }.joined(separator: " ")
  }
}

/// One key: how a value is taken and how an empty value puts the default back.
struct Setting<Target> {
  let name: String
  let assign: (inout Target, Value) throws(ConfigurationError) -> Void
  let reset: (inout Target, Target) -> Void

  /// A key with one value.
  init<Field>(
    _ name: String, _ field: WritableKeyPath<Target, Field>,
    _ parse: @escaping (Value) throws(ConfigurationError) -> Field
  ) {
    self.name = name
    assign = { (target, value) throws(ConfigurationError) in target[keyPath: field] = try parse(value) }
    reset = { (target, defaults) in target[keyPath: field] = defaults[keyPath: field] }
  }

  /// A key whose values add up; `parse` sees what is there already.
  init<Element>(
    list name: String, _ field: WritableKeyPath<Target, [Element]>,
    _ parse: @escaping (Value, [Element]) throws(ConfigurationError) -> [Element]
  ) {
    self.name = name
    assign = { (target, value) throws(ConfigurationError) in
      target[keyPath: field] += try parse(value, target[keyPath: field])
    }
    reset = { (target, defaults) in target[keyPath: field] = defaults[keyPath: field] }
  }
}
