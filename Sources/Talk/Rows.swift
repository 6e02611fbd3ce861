/// Lines as rows of a terminal.
public enum Rows {
  /// The fewest columns that lines are broken for.
  public static let fewestColumns = 20
  /// How far apart tabs are.
  public static let tab = 8

  /// The rows that a line takes: it is broken before the terminal would, at a space where there is one in the second half
  /// of the row, and all rows but the first begin with `indentation`, which is ASCII. Tabs become spaces. `width` is how
  /// many columns a scalar takes.
  public static func of(
    _ line: String, columns: Int, indentation: String, width: (Unicode.Scalar) -> Int
  ) -> [String] {
    let columns = max(columns, fewestColumns)
    let indent = min(indentation.utf8.count, columns / 2)
    let start = String(indentation.prefix(indent))
    var (rows, row, used): ([String], String, Int) = ([], "", 0)
    var space: (end: String.Index, used: Int)?
    func wide(_ character: Character) -> Int { character.unicodeScalars.reduce(0) { $0 + width($1) } }
    func add(_ character: Character, _ wide: Int) {
      if used + wide > columns, used > indent {
        var rest = Substring()
        if let space, space.used > columns / 2 {
          rest = row[space.end...]
          rows.append(String(row[..<space.end]))
        } else {
          rows.append(row)
        }
        let moved = rest.isEmpty ? 0 : used - (space?.used ?? used)
        row = start + rest
        used = indent + moved
        space = nil
      }
      row.append(character)
      used += wide
      if character == " " { space = (row.endIndex, used) }
    }
    for character in line {
      if character == "\t" {
        for _ in 0..<(tab - used % tab) { add(" ", 1) }
      } else {
        add(character, wide(character))
      }
    }
    return rows + [row]
  }
}
