/* A program on a pseudo-terminal, for tests. */
#ifndef CPSEUDOTERMINAL_H
#define CPSEUDOTERMINAL_H

#include <stdbool.h>
#include <stdint.h>

/* Starts a program as the leader of a new session on a new terminal of the given size. Returns the process, or -1;
 * `master` becomes the other end of the terminal. With `errors` >= 0 that becomes its standard error. */
int32_t pty_start(const char *_Nonnull path, char *_Nullable const *_Nonnull arguments,
                  char *_Nullable const *_Nonnull environment, int32_t rows, int32_t columns, int32_t errors,
                  int32_t *_Nonnull master);

bool pty_resize(int32_t master, int32_t rows, int32_t columns);

/* Bits of the terminal's settings: 1 echo, 2 lines (canonical), 4 signals by keys; -1 when they cannot be read. */
int32_t pty_settings(int32_t master);

/* Waits for output. Number of bytes; 0 when the time ran out; -1 when nothing will come any more. */
int32_t pty_read(int32_t master, uint8_t *_Nonnull buffer, int32_t capacity, int32_t milliseconds);

/* The way a process ended: -2 while it runs, 0...255 the exit status, 256 + the number of a signal. */
int32_t pty_status(int32_t process);

#endif
