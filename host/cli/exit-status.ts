/** What the command line ends with. A command that judged its data and found it wanting sets 1. */

/** The user asked for something that cannot be. */
export const EXIT_USAGE = 2;
/** A fault of this program (EX_SOFTWARE of sysexits.h). */
export const EXIT_INTERNAL = 70;
