import Lexemes

/// An IPv6 address, as conditions and callers have it.
public typealias Address = Lexemes.Address

/// An IPv6 prefix, as `from=` has it.
public typealias Prefix = Lexemes.Prefix
