/* Signals become bytes in a pipe; crashes give the terminal back first. */
#define _GNU_SOURCE 1

#include "CNcurses.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

void cterm_replay_errors_after_crash(void);

/* --- The pipe --- */

/* Made once and never closed, so that a late wake-up cannot write into a file that got the same number. */
static int pipe_ends[2] = {-1, -1};
static pthread_once_t pipe_once = PTHREAD_ONCE_INIT;

static void make_pipe(void) {
  if (pipe2(pipe_ends, O_CLOEXEC | O_NONBLOCK) != 0) pipe_ends[0] = pipe_ends[1] = -1;
}

int32_t cterm_pipe(void) {
  pthread_once(&pipe_once, make_pipe);
  return pipe_ends[0];
}

static void send_byte(unsigned char byte) {
  int saved = errno;
  /* A full pipe is readable already: nothing is lost by not writing. */
  if (pipe_ends[1] >= 0) (void)!write(pipe_ends[1], &byte, 1);
  errno = saved;
}

void cterm_wake(void) {
  cterm_pipe();
  send_byte(0);
}

/* --- Signals --- */

static const int watched[] = {SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT, SIGWINCH, SIGPIPE};
enum { WATCHED = sizeof watched / sizeof *watched };
static struct sigaction before[WATCHED];
static bool is_watching;

static void on_signal(int number) { send_byte((unsigned char)number); }

void cterm_watch_signals(void) {
  cterm_pipe();
  for (int index = 0; index < WATCHED; index++) {
    struct sigaction action = {0};
    action.sa_handler = watched[index] == SIGPIPE ? SIG_IGN : on_signal;
    action.sa_flags = SA_RESTART;
    sigfillset(&action.sa_mask);
    if (!is_watching) {
      sigaction(watched[index], NULL, &before[index]);
    }
    /* nohup and the like asked for SIGHUP to be ignored. */
    if (watched[index] == SIGHUP && before[index].sa_handler == SIG_IGN) continue;
    sigaction(watched[index], &action, NULL);
  }
  is_watching = true;
}

void cterm_unwatch_signals(void) {
  if (!is_watching) return;
  for (int index = 0; index < WATCHED; index++) sigaction(watched[index], &before[index], NULL);
  is_watching = false;
}

void cterm_stop(void) {
  struct sigaction stop = {0}, watcher;
  stop.sa_handler = SIG_DFL;
  sigaction(SIGTSTP, &stop, &watcher);
  kill(0, SIGTSTP); /* the whole group, as the terminal does, or a shell would wait for the rest of a pipeline */
  sigaction(SIGTSTP, &watcher, NULL);
}

/* --- Crashes --- */

static const int crashes[] = {SIGILL, SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGTRAP, SIGSYS};
enum { CRASHES = sizeof crashes / sizeof *crashes };
static struct sigaction crash_before[CRASHES];
static char crash_stack[32768];

static volatile sig_atomic_t is_guarding;
static int guarded_output;
static struct termios guarded_modes;
static bool has_modes;
static char restore_bytes[512];
static size_t restore_count;

/* Async-signal-safe: write and tcsetattr only. */
static void restore_now(void) {
  if (!is_guarding) return;
  is_guarding = 0;
  (void)!write(guarded_output, restore_bytes, restore_count);
  if (has_modes) tcsetattr(guarded_output, TCSANOW, &guarded_modes);
  cterm_replay_errors_after_crash();
}

/* The handlers that were there before are not asked: Swift's backtracer would wait for keys on a terminal. */
static void on_crash(int number) {
  restore_now();
  signal(number, SIG_DFL);
  raise(number);
}

static void install_crash_handlers(void) {
  stack_t stack = {.ss_sp = crash_stack, .ss_size = sizeof crash_stack};
  sigaltstack(&stack, NULL);
  for (int index = 0; index < CRASHES; index++) {
    struct sigaction action = {0};
    action.sa_handler = on_crash;
    action.sa_flags = SA_ONSTACK | SA_RESETHAND | SA_NODEFER;
    sigaction(crashes[index], &action, &crash_before[index]);
  }
}

void cterm_remember_modes(int32_t descriptor) { has_modes = tcgetattr(descriptor, &guarded_modes) == 0; }

void cterm_guard(int32_t output, const char *restore, int32_t count) {
  static bool is_registered;
  if (is_guarding) return;
  if (!is_registered) {
    atexit(restore_now);
    is_registered = true;
  }
  guarded_output = output;
  restore_count = count < (int32_t)sizeof restore_bytes ? (size_t)count : sizeof restore_bytes;
  memcpy(restore_bytes, restore, restore_count);
  install_crash_handlers();
  is_guarding = 1;
}

void cterm_unguard(void) {
  if (!is_guarding) return;
  is_guarding = 0;
  for (int index = 0; index < CRASHES; index++) sigaction(crashes[index], &crash_before[index], NULL);
}

/* --- File descriptors --- */

int32_t cterm_poll(int32_t input, int32_t pipe, int32_t milliseconds) {
  struct pollfd waits[2] = {{.fd = input, .events = POLLIN}, {.fd = pipe, .events = POLLIN}};
  int ready = poll(waits, 2, milliseconds);
  if (ready < 0) return -1;
  return (waits[0].revents ? 1 : 0) | (waits[1].revents ? 2 : 0);
}

int32_t cterm_read(int32_t descriptor, uint8_t *buffer, int32_t capacity) {
  ssize_t count = read(descriptor, buffer, (size_t)capacity);
  if (count >= 0) return (int32_t)count;
  return errno == EINTR || errno == EAGAIN ? -1 : 0;
}

int32_t cterm_descriptor(int32_t standard) {
  if (isatty(standard)) return standard;
  return open("/dev/tty", (standard == 0 ? O_RDONLY : O_WRONLY) | O_CLOEXEC | O_NOCTTY);
}

void cterm_write_all(int32_t descriptor, const char *bytes, int32_t count) {
  while (count > 0) {
    ssize_t written = write(descriptor, bytes, (size_t)count);
    if (written > 0) {
      bytes += written;
      count -= (int32_t)written;
    } else if (written < 0 && errno == EAGAIN) {
      struct pollfd wait = {.fd = descriptor, .events = POLLOUT};
      if (poll(&wait, 1, 1000) <= 0) return;
    } else if (written < 0 && errno != EINTR) {
      return;
    }
  }
}
