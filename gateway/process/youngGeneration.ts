/**
 * Half of V8's young generation, in MB. A gateway makes much that is dead a moment later; with the
 * default of 16 the garbage collector takes half of its time on large answers. V8 reads the flag when
 * the heap is made, so `v8.setFlagsFromString` comes too late: it has to be given to a new process.
 */
export const youngGenerationFlag = '--max-semi-space-size=64';

const stated = /(^|\s)--max[-_]semi[-_]space[-_]size\b/;

/** True where whoever started this process chose a size, this one or another. */
export const hasYoungGeneration = (
  execArgv: readonly string[],
  nodeOptions: string | undefined,
): boolean => stated.test([...execArgv, nodeOptions ?? ''].join(' '));
