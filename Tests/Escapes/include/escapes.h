/* What a process that was taken over might try. */
#ifndef ESCAPES_H
#define ESCAPES_H
#include <stddef.h>
#include <sys/types.h>

/* Whom and what it tries it on. */
struct escape_targets {
  pid_t acceptor, session, sibling;
  /* A directory that another user's handler owns, with a file `secret` that anybody may read. */
  char foreign[256];
  /* The node's private key, and a directory that anybody may write. */
  char key[256], shared[256];
  /* Another program of PeerTLS. */
  char program[256];
  /* A listening abstract Unix socket, a Unix datagram socket's path, and a TCP port of ::1 that listens. */
  char abstract[64], datagram[100];
  int port;
};

struct escape {
  const char *name;
  /* For the table in SECURITY.md. */
  const char *text;
  /* 0 where it succeeds, else the errno. */
  int (*attempt)(const struct escape_targets *);
  /* Sense in a handler, in a session. */
  int in_handler, in_session;
};

/* Keeps a session's wish for its handler, as it may say it once; at most 1024 bytes. */
void escape_keep_wish(const unsigned char *bytes, size_t length);

/* The escapes in order; NULL after the last. */
const struct escape *escape_at(int index);

/* Every group has a file, and ends with a nameless one. */
extern const struct escape escapes_files[], escapes_processes[], escapes_programs[], escapes_sockets[], escapes_kernel[],
  escapes_limits[], escapes_acceptor[];

/* The answer to one line "NAME acceptor=… key=… …": "done", an errno's name, or "unknown". */
const char *escape_answer(char *line);

#endif
