/* The border to libncursesw: plain C with fixed-width types, so that Swift needs no curses header.
 *
 * ncurses is not thread-safe and neither is this: call everything from one thread, except cterm_wake. */
#ifndef CNCURSES_H
#define CNCURSES_H

#include <stdbool.h>
#include <stdint.h>

/* A cell to show. Scalars are Unicode, 0 for none. A cell of width 0 is the second half of the one before it. */
typedef struct {
  uint32_t base, mark1, mark2;
  /* Colour numbers as the terminal counts them (0xRRGGBB with direct colour), -1 for the terminal's own. */
  int32_t foreground, background;
  uint8_t attributes; /* CTERM_BOLD and so on */
  uint8_t width;
} cterm_cell;

enum { CTERM_BOLD = 1, CTERM_UNDERLINE = 2, CTERM_REVERSE = 4, CTERM_DIM = 8 };

/* Columns of a scalar. Also answers for ncurses itself, whatever the C library believes. */
typedef int32_t (*cterm_width_function)(uint32_t scalar);
void cterm_set_width_function(cterm_width_function _Nullable function);

/* --- Screen (cterm.c) --- */

/* Opens the screen on two file descriptors of a terminal. `type` is a terminfo name, NULL for $TERM.
 * Returns false when there is no description of such a terminal. Never ends the process. */
bool cterm_open(int32_t input, int32_t output, const char *_Nullable type);
/* True when the cursor can be placed; without that nothing but lines of text can be shown. */
bool cterm_can_place(void);
/* Number of colours, 0 for none; 1 << 24 or more means colour numbers are 0xRRGGBB. */
int32_t cterm_colours(void);
/* A string capability of the open terminal, without padding marks; the length, or -1 when there is none. */
int32_t cterm_capability(const char *_Nonnull name, char *_Nonnull buffer, int32_t capacity);
void cterm_size(int32_t *_Nonnull rows, int32_t *_Nonnull columns);
/* Takes over the terminal's present size. */
void cterm_adopt_size(void);
/* Prepares cells from `column` on; nothing is shown before cterm_show. What lies outside the screen is cut. */
void cterm_put(int32_t row, int32_t column, const cterm_cell *_Nonnull cells, int32_t count);
/* Where the cursor rests after cterm_show, and whether it is seen. Input methods write where it is. */
void cterm_cursor(int32_t row, int32_t column, bool visible);
void cterm_show(void);
/* Forgets what the terminal shows: the next cterm_show draws everything. */
void cterm_forget(void);
void cterm_erase(void);
/* Writes bytes past ncurses, after everything shown so far. */
void cterm_write(const char *_Nonnull bytes, int32_t count);
/* Gives the terminal back as it was, and takes it again. */
void cterm_leave(void);
void cterm_return(void);
void cterm_close(void);

/* --- Signals and waking (csignals.c) --- */

/* The end of the pipe to poll and read: 0 for a wake-up, else the number of a signal. -1 when there is none. */
int32_t cterm_pipe(void);
/* Makes the pipe readable. From any thread, also after the terminal was closed. */
void cterm_wake(void);
/* Sends SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT and SIGWINCH into the pipe; ignores SIGPIPE. */
void cterm_watch_signals(void);
void cterm_unwatch_signals(void);
/* Keeps the modes of a terminal, to be called before cterm_open changes them. */
void cterm_remember_modes(int32_t descriptor);
/* From here on a crash or exit writes `restore` to `output`, sets the modes that were remembered, and shows what was
 * captured of standard error. */
void cterm_guard(int32_t output, const char *_Nonnull restore, int32_t count);
void cterm_unguard(void);
/* Stops the process group as Ctrl-Z does; returns when it goes on. */
void cterm_stop(void);

/* --- One write a frame (cframe.c) --- */

/* Prepares for the descriptor of a terminal; false when there is no memory for it. */
bool cterm_gather_open(int32_t descriptor);
/* From here on what is written to the descriptor is kept; false when it goes out as it comes. */
bool cterm_gather(int32_t descriptor);
/* Sends what was kept, in one piece if the terminal takes it; from here on it goes out as it comes. */
void cterm_gather_send(int32_t descriptor);
void cterm_gather_close(void);

/* --- Standard error (cstderr.c) --- */

/* Catches what is written to standard error, if that is a terminal. */
void cterm_capture_errors(void);
/* Ends the capture. Copies the last bytes of what was caught; returns their number. */
int32_t cterm_release_errors(char *_Nonnull buffer, int32_t capacity);

/* --- File descriptors --- */

/* Bits: 1 input readable or gone, 2 pipe readable; 0 when the time ran out; -1 for an interrupted wait. */
int32_t cterm_poll(int32_t input, int32_t pipe, int32_t milliseconds);
/* Like read; 0 at the end and for errors that will not pass, -1 when there is nothing now. */
int32_t cterm_read(int32_t descriptor, uint8_t *_Nonnull buffer, int32_t capacity);
/* A descriptor of the terminal to read keys from (0) or write to (1): the standard one if it is a terminal,
 * else /dev/tty; -1 when there is none. */
int32_t cterm_descriptor(int32_t standard);
/* Writes everything, whatever it takes. */
void cterm_write_all(int32_t descriptor, const char *_Nonnull bytes, int32_t count);

#endif
