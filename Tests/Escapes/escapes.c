#define _GNU_SOURCE
#include "escapes.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct escape *const groups[] = {
  escapes_files, escapes_processes, escapes_programs, escapes_sockets, escapes_kernel, escapes_limits, escapes_acceptor,
};

static void take(struct escape_targets *targets, const char *word) {
  const char *value = strchr(word, '=');
  if (!value++) return;
#define IS(name) (strncmp(word, name "=", sizeof name) == 0)
  if (IS("acceptor")) targets->acceptor = atoi(value);
  if (IS("session")) targets->session = atoi(value);
  if (IS("sibling")) targets->sibling = atoi(value);
  if (IS("port")) targets->port = atoi(value);
  if (IS("foreign")) snprintf(targets->foreign, sizeof targets->foreign, "%s", value);
  if (IS("key")) snprintf(targets->key, sizeof targets->key, "%s", value);
  if (IS("shared")) snprintf(targets->shared, sizeof targets->shared, "%s", value);
  if (IS("program")) snprintf(targets->program, sizeof targets->program, "%s", value);
  if (IS("abstract")) snprintf(targets->abstract, sizeof targets->abstract, "%s", value);
  if (IS("datagram")) snprintf(targets->datagram, sizeof targets->datagram, "%s", value);
#undef IS
}

const struct escape *escape_at(int index) {
  for (size_t group = 0; group < sizeof groups / sizeof *groups; group++)
    for (const struct escape *e = groups[group]; e->name; e++)
      if (index-- == 0) return e;
  return NULL;
}

const char *escape_answer(char *line) {
  struct escape_targets targets = { 0 };
  char *rest = line, *name = strsep(&rest, " \n"), *word;
  while ((word = strsep(&rest, " \n"))) take(&targets, word);
  const struct escape *escape;
  for (int i = 0; (escape = escape_at(i)); i++) {
    if (strcmp(escape->name, name)) continue;
    int error = escape->attempt(&targets);
    const char *answer = error ? strerrorname_np(error) : "done";
    return answer ? answer : "unknown";
  }
  return "unknown";
}
