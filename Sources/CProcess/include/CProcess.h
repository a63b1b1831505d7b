#ifndef GENRYU_CPROCESS_H
#define GENRYU_CPROCESS_H

/// No copies of this process's memory when it crashes, and no looks into it by other processes of the same user.
/// Swift cannot call `prctl`, whose number of arguments varies. 0 when that holds now.
int process_forbid_dumps(void);

#endif
