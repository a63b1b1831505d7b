#define _GNU_SOURCE 1

#include "CPseudoTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* Only async-signal-safe calls: other threads of the parent may hold any lock. */
static _Noreturn void become(const char *path, char *const *arguments, char *const *environment, int32_t errors) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  for (int number = 1; number < 32; number++) signal(number, SIG_DFL);
  if (errors >= 0) dup2(errors, STDERR_FILENO);
  close_range(3, ~0U, 0); /* the other ends of terminals of other tests would keep those alive */
  execve(path, arguments, environment);
  _exit(127);
}

int32_t pty_start(const char *path, char *const *arguments, char *const *environment, int32_t rows, int32_t columns,
                  int32_t errors, int32_t *master) {
  struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
  int end = -1;
  pid_t process = forkpty(&end, NULL, NULL, &size);
  if (process == 0) become(path, arguments, environment, errors);
  if (process > 0) fcntl(end, F_SETFD, FD_CLOEXEC);
  *master = end;
  return process;
}

bool pty_resize(int32_t master, int32_t rows, int32_t columns) {
  struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
  return ioctl(master, TIOCSWINSZ, &size) == 0;
}

int32_t pty_settings(int32_t master) {
  struct termios modes;
  if (tcgetattr(master, &modes) != 0) return -1;
  return (modes.c_lflag & ECHO ? 1 : 0) | (modes.c_lflag & ICANON ? 2 : 0) | (modes.c_lflag & ISIG ? 4 : 0);
}

int32_t pty_read(int32_t master, uint8_t *buffer, int32_t capacity, int32_t milliseconds) {
  struct pollfd wait = {.fd = master, .events = POLLIN};
  int ready = poll(&wait, 1, milliseconds);
  if (ready <= 0) return ready == 0 || errno == EINTR ? 0 : -1;
  ssize_t count = read(master, buffer, (size_t)capacity);
  return count > 0 ? (int32_t)count : -1;
}

int32_t pty_status(int32_t process) {
  int status;
  pid_t result = waitpid(process, &status, WNOHANG);
  if (result == 0) return -2;
  if (result < 0) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status);
}
