#pragma once
#include <stdint.h>

/* A line of input on the terminal that 0 and 1 are, edited by libedit (editline(3)); nothing here waits but within a
   key's own sequence. One at a time. */
struct cedit;

enum cedit_result {
  CEDIT_MORE, /* the line goes on */
  CEDIT_LINE, /* it is whole: cedit_line; the place where it stood is cleared, as by cedit_hide */
  CEDIT_END,  /* ^D on an empty line */
  CEDIT_GONE  /* the terminal is not there any more */
};

/* NULL with errno: ENOTTY where it is no terminal, ENOTSUP where it cannot erase. Hidden at first. */
struct cedit *cedit_start(void);
/* The terminal is as it was before. */
void cedit_end(struct cedit *);
/* Takes the next key, which waits to be read. */
enum cedit_result cedit_key(struct cedit *);
/* UTF-8; until the next key. */
const char *cedit_line(const struct cedit *);
/* Whether nothing is typed. */
int cedit_is_empty(struct cedit *);
/* Whether the first character typed is this one. */
int cedit_begins_with(struct cedit *, char);
/* Forgets what is typed. */
void cedit_drop(struct cedit *);
/* Prompt and line are erased; the cursor is where they began, and keys must not be taken. */
void cedit_hide(struct cedit *);
/* They are drawn where the cursor is, at the beginning of a row. */
void cedit_show(struct cedit *);
/* UTF-8; seen when drawn next. 0, or -1 with ENOMEM. */
int cedit_set_prompt(struct cedit *, const char *);
/* The terminal has another size; while hidden. */
void cedit_resize(struct cedit *);
/* The terminal as it was before, and as it is while editing; while hidden. */
void cedit_pause(struct cedit *);
void cedit_resume(struct cedit *);
/* Whether the terminal gives keys, not lines. */
int cedit_is_editing(void);
/* The columns of the terminal that a descriptor is; 0 where it is none. */
int cedit_columns(int descriptor);
/* Lets cedit_width know all characters, as cedit_start does too. 1, or 0 where the C library has no C.UTF-8. */
int cedit_know_widths(void);
/* How many columns a character takes (wcwidth(3)); -1 where it cannot be shown. */
int cedit_width(uint32_t);
