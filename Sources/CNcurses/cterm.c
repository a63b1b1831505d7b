/* Everything that needs <curses.h>. */
#define _GNU_SOURCE 1
#define _XOPEN_SOURCE_EXTENDED 1
#define NCURSES_WIDECHAR 1

#include "CNcurses.h"

#include <curses.h>
#include <dlfcn.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <unistd.h>
#include <wchar.h>

static SCREEN *screen;
static FILE *input_file, *output_file;
static bool colours_started;
static bool is_cursor_shown;
static cterm_width_function width_function;

/* --- Width --- */

void cterm_set_width_function(cterm_width_function function) { width_function = function; }

/* ncurses asks wcwidth how far the cursor moves. The C library's answer knows neither the terminal's idea of
 * ambiguous characters nor newer characters, so the question comes here: a definition in the program goes before
 * the C library's. */
int wcwidth(wchar_t character) {
  if (width_function) {
    uint32_t scalar = (uint32_t)character;
    if (scalar == 0) return 0;
    if (scalar < 0x20 || (scalar >= 0x7F && scalar < 0xA0)) return -1;
    return width_function(scalar);
  }
  static int (*original)(wchar_t);
  if (!original) original = (int (*)(wchar_t))dlsym(RTLD_NEXT, "wcwidth");
  return original ? original(character) : 1;
}

/* --- Opening --- */

/* ncurses needs a UTF-8 locale for characters only; numbers keep their decimal point. LANG=C, unset or not installed
 * fall back to C.UTF-8, which glibc always has. */
static void choose_locale(void) {
  if (!setlocale(LC_CTYPE, "") || strcmp(nl_langinfo(CODESET), "UTF-8") != 0) setlocale(LC_CTYPE, "C.UTF-8");
}

static void close_files(void) {
  if (input_file) fclose(input_file);
  if (output_file) fclose(output_file);
  input_file = output_file = NULL;
  cterm_gather_close();
}

static FILE *duplicate(int32_t descriptor, const char *mode) {
  int copy = dup(descriptor);
  FILE *file = copy < 0 ? NULL : fdopen(copy, mode);
  if (!file && copy >= 0) close(copy);
  return file;
}

bool cterm_open(int32_t input, int32_t output, const char *type) {
  choose_locale();
  input_file = duplicate(input, "r");
  output_file = duplicate(output, "w");
  if (!input_file || !output_file) {
    close_files();
    return false;
  }
  /* The size comes from the terminal, not from LINES and COLUMNS, which are stale after a resize. */
  use_env(FALSE);
  use_tioctl(TRUE);
  set_escdelay(25);
  screen = newterm(type, output_file, input_file);
  if (!screen) {
    close_files();
    return false;
  }
  raw();
  noecho();
  nonl();
  curs_set(0);
  keypad(stdscr, TRUE);
  is_cursor_shown = false;
  colours_started = has_colors() && start_color() == OK && use_default_colors() == OK;
  cterm_adopt_size();
  typeahead(-1); /* keys that wait are no reason to send a frame in pieces */
  cterm_gather_open(fileno(output_file));
  return true;
}

bool cterm_can_place(void) { return screen && cursor_address; }

int32_t cterm_colours(void) { return colours_started ? COLORS : 0; }

/* Padding marks like $<5/> are for terminals of the seventies and would be shown by others. */
int32_t cterm_capability(const char *name, char *buffer, int32_t capacity) {
  const char *value = tigetstr((char *)name);
  if (!value || value == (char *)-1) return -1;
  int32_t length = 0;
  while (*value && length < capacity - 1) {
    if (value[0] == '$' && value[1] == '<') {
      const char *end = strchr(value, '>');
      if (end) {
        value = end + 1;
        continue;
      }
    }
    buffer[length++] = *value++;
  }
  buffer[length] = 0;
  return length;
}

/* --- Size --- */

void cterm_size(int32_t *height, int32_t *width) { /* <term.h> makes macros of rows and columns */
  *height = screen ? LINES : 24;
  *width = screen ? COLS : 80;
}

void cterm_adopt_size(void) {
  struct winsize size;
  if (!screen || ioctl(fileno(output_file), TIOCGWINSZ, &size) != 0) return;
  if (size.ws_row > 0 && size.ws_col > 0) resizeterm(size.ws_row, size.ws_col);
}

/* --- Drawing --- */

static attr_t attributes(uint8_t bits) {
  attr_t result = A_NORMAL;
  if (bits & CTERM_BOLD) result |= A_BOLD;
  if (bits & CTERM_UNDERLINE) result |= A_UNDERLINE;
  if (bits & CTERM_REVERSE) result |= A_REVERSE;
  if (bits & CTERM_DIM) result |= A_DIM;
  return result;
}

/* alloc_pair must not be called without colours: it reads tables that start_color makes. */
static int pair(int32_t foreground, int32_t background) {
  static int32_t last_foreground, last_background;
  static int last_pair;
  static SCREEN *last_screen;
  if (!colours_started || (foreground < 0 && background < 0)) return 0;
  if (screen == last_screen && foreground == last_foreground && background == last_background) return last_pair;
  int number = alloc_pair(foreground, background);
  last_screen = screen;
  last_foreground = foreground;
  last_background = background;
  last_pair = number < 0 ? 0 : number;
  return last_pair;
}

/* False where there is no such character. */
static bool convert(const cterm_cell *cell, bool is_cut, cchar_t *character) {
  wchar_t text[4] = {(wchar_t)cell->base, (wchar_t)cell->mark1, (wchar_t)cell->mark2, 0};
  if (is_cut) text[0] = L' ', text[1] = 0;
  int number = pair(cell->foreground, cell->background);
  return setcchar(character, text, attributes(cell->attributes), (short)(number & 0x7F), &number) == OK;
}

/* One call for all cells that lie side by side: a wide character takes its second half with it. */
void cterm_put(int32_t row, int32_t column, const cterm_cell *cells, int32_t count) {
  if (!screen || row < 0 || row >= LINES || column < 0) return;
  cchar_t run[256];
  int length = 0;
  int32_t start = column, next = column;
  for (int32_t index = 0; index < count && column + index < COLS; index++) {
    const cterm_cell *cell = &cells[index];
    if (cell->width == 0) continue;
    bool is_full = length == sizeof run / sizeof run[0];
    if (length > 0 && (is_full || column + index != next)) {
      mvadd_wchnstr(row, start, run, length);
      length = 0;
    }
    if (length == 0) start = column + index;
    bool is_known = convert(cell, column + index + cell->width > COLS, &run[length]);
    next = is_known ? column + index + cell->width : -1;
    if (is_known) length++;
  }
  if (length > 0) mvadd_wchnstr(row, start, run, length);
}

void cterm_cursor(int32_t row, int32_t column, bool visible) {
  if (!screen) return;
  if (row < 0 || row >= LINES || column < 0 || column >= COLS) row = LINES - 1, column = 0, visible = false;
  move(row, column);
  if (visible != is_cursor_shown) curs_set(visible ? 1 : 0);
  is_cursor_shown = visible;
}

/* ncurses may write at every move of the cursor, ten times a frame. After endwin it sets modes, too, which only the
 * terminal itself has. */
void cterm_show(void) {
  if (!screen) return;
  bool is_gathered = !isendwin() && cterm_gather(fileno(output_file));
  refresh();
  if (is_gathered) cterm_gather_send(fileno(output_file));
}

void cterm_forget(void) {
  if (screen) clearok(curscr, TRUE);
}

void cterm_erase(void) {
  if (screen) erase();
}

void cterm_write(const char *bytes, int32_t count) {
  if (!screen) return;
  fflush(output_file);
  cterm_write_all(fileno(output_file), bytes, count);
}

/* --- Leaving --- */

void cterm_leave(void) {
  if (screen) endwin();
}

void cterm_return(void) {
  if (!screen) return;
  clearok(curscr, TRUE);
  refresh(); /* takes the terminal back: modes, alternate screen, keypad */
  curs_set(is_cursor_shown ? 1 : 0);
}

void cterm_close(void) {
  if (!screen) return;
  endwin();
  delscreen(screen);
  screen = NULL;
  colours_started = false;
  close_files();
}
