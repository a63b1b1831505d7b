/* What is written to standard error while the screen is up would destroy the picture and be lost with it. */
#define _GNU_SOURCE 1

#include "CNcurses.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

static int real_errors = -1;
static int caught = -1;

void cterm_capture_errors(void) {
  if (caught >= 0 || !isatty(STDERR_FILENO)) return;
  real_errors = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  caught = memfd_create("errors", MFD_CLOEXEC);
  if (real_errors >= 0 && caught >= 0) fcntl(caught, F_SETFL, O_APPEND);
  if (real_errors >= 0 && caught >= 0 && dup2(caught, STDERR_FILENO) >= 0) return;
  if (real_errors >= 0) close(real_errors);
  if (caught >= 0) close(caught);
  real_errors = caught = -1;
}

static int32_t read_tail(char *buffer, int32_t capacity) {
  off_t end = lseek(caught, 0, SEEK_END);
  off_t start = end > capacity ? end - capacity : 0;
  ssize_t count = pread(caught, buffer, (size_t)(end - start), start);
  return count > 0 ? (int32_t)count : 0;
}

int32_t cterm_release_errors(char *buffer, int32_t capacity) {
  if (caught < 0) return 0;
  int32_t count = read_tail(buffer, capacity);
  dup2(real_errors, STDERR_FILENO);
  close(real_errors);
  close(caught);
  real_errors = caught = -1;
  return count;
}

/* Async-signal-safe. */
void cterm_replay_errors_after_crash(void) {
  static char tail[8192];
  if (caught < 0) return;
  int32_t count = read_tail(tail, sizeof tail);
  dup2(real_errors, STDERR_FILENO);
  if (count > 0) (void)!write(STDERR_FILENO, tail, (size_t)count);
}
