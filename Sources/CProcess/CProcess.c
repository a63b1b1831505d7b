#include "CProcess.h"
#include <sys/prctl.h>
#include <sys/resource.h>

int process_forbid_dumps(void) {
  // The limit counts for files; where the system hands copies to a program only the flag does.
  struct rlimit none = {0, 0};
  int limited = setrlimit(RLIMIT_CORE, &none);
  return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) | limited;
}
