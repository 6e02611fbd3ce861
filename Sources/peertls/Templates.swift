/// The files of a new configuration directory.
enum Templates {
  /// DIR/policy; with an authority's certificate in anchors/ca.pem where there is one.
  static func policy(hasAuthority: Bool) -> String {
    """
    # Who may do what on this node, peertls.policy(5). The first rule that matches decides; no match denies.
    # After a change: peertls policy check, then reload peertlsd (systemctl reload peertls, or kill -HUP).

    \(hasAuthority ? "anchor ca     anchors/ca.pem" : "# anchor ca   anchors/ca.pem")       # whose certificates I accept
    list   friends lists/friends
    list   pests   lists/pests         # by key: in there, for whoever holds a certificate can get past cert:

    deny  *  list=pests
    allow *  list=friends

    # More ideas, each explained in peertls.policy(5):
    # allow echo  anchor=ca  org="Example Pte Ltd"  named  sessions=2  rate=10/min
    # allow echo  anchor=ca  email=*@example.org  until=2030-12-31
    # knock *     anchor=ca                       # may ask to be added

    """
  }

  /// DIR/lists/friends.
  static let friends = """
    # Who is let in, one a line. A friend's own line is printed by peertls node init.
    # key:SHA256    whoever holds this key, in whatever certificate
    # cert:SHA256   this very certificate
    # alice@example.org, or a userid: needs an anchor in the policy that vouches for it

    """

  /// DIR/lists/pests.
  static let pests = """
    # Who is refused before anything else is asked, one a line, as in lists/friends, but not by cert: whoever holds
    # a certificate can change its SHA-256 without breaking it, but not its key's.
    # key:SHA256    whoever holds this key, in whatever certificate

    """

  /// DIR/contacts.
  static let contacts = """
    # Whom peertls connect calls by name, one a line: NAME [ADDRESS]:PORT [mail=E-MAIL] CONDITION...
    # The conditions are the policy's; nothing is sent to whoever does not meet all of them. mail= says where mail goes.
    # bob  [2001:db8::b0b]:4605  mail=bob@example.org  key=SHA256

    """

  /// DIR/handlers/echo.handler; run as `user` where one is given.
  static func echo(user: String?) -> String {
    """
    # Sends back what comes, to try the node; peertls.handler(5).
    [Handler]
    Description=Echo
    ExecStart=cat
    ALPN=echo
    \(user.map { "User=\($0)\n" } ?? "")
    """
  }
}
