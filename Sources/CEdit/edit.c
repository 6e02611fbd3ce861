#define _GNU_SOURCE
#include "cedit.h"
#include <errno.h>
#include <histedit.h>
#include <limits.h>
#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

enum {
  EARLIER = 200,   /* lines that are remembered */
  PATIENCE = 500,  /* milliseconds between the bytes of one key */
  HIDE = 0x1f,     /* what we type ourselves: ^_ */
  END = 0x04
};

struct cedit {
  EditLine *el;
  struct termios before;
  wchar_t *prompt;
  wchar_t *kept;    /* what was typed, while hidden */
  size_t cursor;    /* where the cursor was in it */
  char *line;
  int hidden, typed, is_line, is_end, is_gone, keys;
  wchar_t *earlier[EARLIER];
  int count, place; /* place == count: the line that is being typed */
  wchar_t *latest;  /* it, while an earlier one is shown */
};

static struct cedit *owner(EditLine *el) {
  void *p = NULL;
  el_wget(el, EL_CLIENTDATA, &p);
  return p;
}

static wchar_t *prompt(EditLine *el) {
  static wchar_t none[1];
  struct cedit *c = owner(el);
  return c->hidden || !c->prompt ? none : c->prompt;
}

/* A byte, or -1: it does not come. */
static int next_byte(struct cedit *c) {
  unsigned char byte;
  struct pollfd wait = { .fd = 0, .events = POLLIN };
  int n;
  while ((n = poll(&wait, 1, PATIENCE)) < 0 && errno == EINTR) {}
  if (n <= 0) return -1;
  while ((n = read(0, &byte, 1)) < 0 && errno == EINTR) {}
  if (n == 1) return byte;
  if (n == 0 || errno != EAGAIN) c->is_gone = 1;
  return -1;
}

/* Whatever libedit asks for a character; where none comes, it gives up the key that it has begun. */
static int next_character(EditLine *el, wchar_t *character) {
  struct cedit *c = owner(el);
  if (c->typed) {
    *character = c->typed;
    c->typed = 0;
    return 1;
  }
  mbstate_t state = { 0 };
  for (;;) {
    int byte = next_byte(c);
    if (byte < 0) return 0;
    char one = (char)byte;
    size_t n = mbrtowc(character, &one, 1, &state);
    if (n == (size_t)-2) continue;
    if (n == (size_t)-1) *character = 0xFFFD;
    if (*character == END && c->keys++ == 0 && cedit_is_empty(c)) {
      c->is_end = 1;
      return 0;
    }
    return 1;
  }
}

static wchar_t *typed(EditLine *el, size_t *cursor) {
  const LineInfoW *line = el_wline(el);
  size_t length = (size_t)(line->lastchar - line->buffer);
  wchar_t *copy = malloc((length + 1) * sizeof *copy);
  if (!copy) return NULL;
  wmemcpy(copy, line->buffer, length);
  copy[length] = 0;
  if (cursor) *cursor = (size_t)(line->cursor - line->buffer);
  return copy;
}

static void clear(EditLine *el) {
  const LineInfoW *line = el_wline(el);
  int length = (int)(line->lastchar - line->buffer);
  el_cursor(el, length);
  el_deletestr(el, length);
}

static void replace(wchar_t **old, wchar_t *new) {
  free(*old);
  *old = new;
}

/* ^_, which only we type. */
static unsigned char do_hide(EditLine *el, wint_t key) {
  (void)key;
  struct cedit *c = owner(el);
  if (!c->hidden) return CC_ERROR;
  clear(el);
  return CC_REDISPLAY;
}

static void remember(struct cedit *c, const wchar_t *line) {
  if (!*line || (c->count && !wcscmp(c->earlier[c->count - 1], line))) return;
  wchar_t *copy = wcsdup(line);
  if (!copy) return;
  if (c->count == EARLIER) {
    free(c->earlier[0]);
    memmove(c->earlier, c->earlier + 1, (EARLIER - 1) * sizeof *c->earlier);
    c->count--;
  }
  c->earlier[c->count++] = copy;
}

static unsigned char do_enter(EditLine *el, wint_t key) {
  (void)key;
  struct cedit *c = owner(el);
  wchar_t *line = typed(el, NULL);
  if (!line) return CC_ERROR;
  size_t size = wcslen(line) * MB_LEN_MAX + 1;
  char *text = malloc(size);
  if (!text || wcstombs(text, line, size) == (size_t)-1) {
    free(text);
    free(line);
    return CC_ERROR;
  }
  free(c->line);
  c->line = text;
  remember(c, line);
  free(line);
  c->place = c->count;
  c->is_line = c->hidden = 1;
  replace(&c->kept, NULL);
  c->cursor = 0;
  clear(el);
  return CC_REDISPLAY;
}

static unsigned char go(EditLine *el, int place) {
  struct cedit *c = owner(el);
  if (place < 0 || place > c->count) return CC_ERROR;
  if (c->place == c->count) replace(&c->latest, typed(el, NULL));
  clear(el);
  const wchar_t *line = place < c->count ? c->earlier[place] : c->latest;
  if (line && *line) el_winsertstr(el, line);
  c->place = place;
  return CC_REFRESH;
}

static unsigned char do_earlier(EditLine *el, wint_t key) { (void)key; return go(el, owner(el)->place - 1); }
static unsigned char do_later(EditLine *el, wint_t key) { (void)key; return go(el, owner(el)->place + 1); }

static void bind_keys(EditLine *el) {
  static const char *const keys[][2] = {
    { "^_", "chat-hide" }, { "^J", "chat-enter" }, { "^M", "chat-enter" },
    { "^P", "chat-earlier" }, { "\\e[A", "chat-earlier" }, { "\\eOA", "chat-earlier" },
    { "^N", "chat-later" }, { "\\e[B", "chat-later" }, { "\\eOB", "chat-later" },
    { "\\e[H", "ed-move-to-beg" }, { "\\eOH", "ed-move-to-beg" }, { "\\e[1~", "ed-move-to-beg" },
    { "\\e[F", "ed-move-to-end" }, { "\\eOF", "ed-move-to-end" }, { "\\e[4~", "ed-move-to-end" },
    { "\\e[3~", "ed-delete-next-char" }, { "^I", "ed-insert" },
    /* These ask for further keys in a way that takes a pause for the end of input. */
    { "^V", "ed-unassigned" }, { "\\ex", "ed-unassigned" }, { "\\eX", "ed-unassigned" },
    /* These ask for libedit's own history. */
    { "\\ep", "chat-earlier" }, { "\\en", "chat-later" },
  };
  el_wset(el, EL_ADDFN, L"chat-hide", L"Erase prompt and line", do_hide);
  el_wset(el, EL_ADDFN, L"chat-enter", L"Send the line", do_enter);
  el_wset(el, EL_ADDFN, L"chat-earlier", L"The line before", do_earlier);
  el_wset(el, EL_ADDFN, L"chat-later", L"The line after", do_later);
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) el_set(el, EL_BIND, keys[i][0], keys[i][1], NULL);
}

struct cedit *cedit_start(void) {
  struct termios before;
  if (tcgetattr(0, &before) || !isatty(1)) return errno = ENOTTY, NULL;
  if (!cedit_know_widths()) return errno = ENOTSUP, NULL;
  struct cedit *c = calloc(1, sizeof *c);
  FILE *quiet = c ? fopen("/dev/null", "we") : NULL;
  if (!quiet || !(c->el = el_init("peertls", stdin, stdout, quiet))) {
    int code = errno;
    if (quiet) fclose(quiet);
    free(c);
    return errno = code ? code : ENOMEM, NULL;
  }
  c->before = before;
  c->hidden = 1;
  char *erase = NULL, *up = NULL;
  el_get(c->el, EL_GETTC, "ce", &erase);
  el_get(c->el, EL_GETTC, "up", &up);
  if (!erase || !*erase || !up || !*up) {
    cedit_end(c);
    return errno = ENOTSUP, NULL;
  }
  el_wset(c->el, EL_CLIENTDATA, c);
  el_wset(c->el, EL_PROMPT, prompt);
  el_wset(c->el, EL_EDITOR, L"emacs");
  el_wset(c->el, EL_GETCFN, next_character);
  bind_keys(c->el);
  el_wset(c->el, EL_UNBUFFERED, 1);
  return c;
}

void cedit_end(struct cedit *c) {
  FILE *quiet = NULL;
  el_get(c->el, EL_GETFP, 2, &quiet);
  el_wset(c->el, EL_UNBUFFERED, 0);
  /* Else el_end(3) throws away what has been typed for whoever reads the terminal next. */
  el_wset(c->el, EL_EDITMODE, 0);
  el_end(c->el);
  tcsetattr(0, TCSADRAIN, &c->before);
  if (quiet) fclose(quiet);
  for (int i = 0; i < c->count; i++) free(c->earlier[i]);
  free(c->latest);
  free(c->kept);
  free(c->prompt);
  free(c->line);
  free(c);
}

enum cedit_result cedit_key(struct cedit *c) {
  int count;
  c->keys = 0;
  el_wgets(c->el, &count);
  if (c->is_line) {
    c->is_line = 0;
    return CEDIT_LINE;
  }
  if (c->is_end) {
    c->is_end = 0;
    return CEDIT_END;
  }
  return c->is_gone ? CEDIT_GONE : CEDIT_MORE;
}

const char *cedit_line(const struct cedit *c) { return c->line ? c->line : ""; }

int cedit_is_empty(struct cedit *c) {
  if (c->hidden) return !c->kept || !*c->kept;
  const LineInfoW *line = el_wline(c->el);
  return line->lastchar == line->buffer;
}

int cedit_begins_with(struct cedit *c, char first) {
  if (cedit_is_empty(c)) return 0;
  return (c->hidden ? *c->kept : *el_wline(c->el)->buffer) == (wchar_t)first;
}

void cedit_drop(struct cedit *c) {
  c->place = c->count;
  if (c->hidden) replace(&c->kept, NULL);
  else clear(c->el);
}

void cedit_hide(struct cedit *c) {
  int count;
  if (c->hidden) return;
  replace(&c->kept, typed(c->el, &c->cursor));
  c->hidden = 1;
  c->typed = HIDE;
  el_wgets(c->el, &count);
}

void cedit_show(struct cedit *c) {
  if (!c->hidden) return;
  c->hidden = 0;
  if (c->kept && *c->kept) {
    size_t length = wcslen(c->kept);
    el_winsertstr(c->el, c->kept);
    el_cursor(c->el, (int)c->cursor - (int)length);
  }
  replace(&c->kept, NULL);
  c->cursor = 0;
  el_set(c->el, EL_REFRESH);
}

int cedit_set_prompt(struct cedit *c, const char *text) {
  size_t length = mbstowcs(NULL, text, 0);
  wchar_t *wide = length == (size_t)-1 ? NULL : malloc((length + 1) * sizeof *wide);
  if (!wide) return -1;
  mbstowcs(wide, text, length + 1);
  replace(&c->prompt, wide);
  return 0;
}

void cedit_resize(struct cedit *c) { el_resize(c->el); }

void cedit_pause(struct cedit *c) {
  el_wset(c->el, EL_PREP_TERM, 0);
  tcsetattr(0, TCSADRAIN, &c->before);
}

int cedit_is_editing(void) {
  struct termios now;
  return tcgetattr(0, &now) == 0 && !(now.c_lflag & ICANON);
}

void cedit_resume(struct cedit *c) {
  el_wset(c->el, EL_PREP_TERM, 1);
  el_resize(c->el);
}

int cedit_columns(int descriptor) {
  struct winsize size;
  return ioctl(descriptor, TIOCGWINSZ, &size) ? 0 : size.ws_col;
}

int cedit_know_widths(void) { return setlocale(LC_CTYPE, "C.UTF-8") != NULL; }

int cedit_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }
