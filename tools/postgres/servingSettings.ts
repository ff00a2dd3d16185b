const megabyte = 1024 * 1024;

/** A share of the machine's memory, in whole megabytes between two bounds. */
const share = (memoryBytes: number, part: number, least: number, most: number): string =>
  `${String(Math.max(least, Math.min(most, Math.floor((memoryBytes * part) / megabyte))))}MB`;

/**
 * Settings of a server that stores answer from; PostgreSQL's own are made for the smallest machine.
 * A quarter of the memory at most holds pages, and a page that is missing is read by whoever misses
 * it, most often from the system's cache: to ask another process for it costs more. Plans are priced
 * for disks that find any page as fast as the next. Commits are as durable as ever.
 */
export const servingSettings = (memoryBytes: number): readonly string[] => [
  `shared_buffers=${share(memoryBytes, 0.25, 128, 1_024)}`,
  `effective_cache_size=${share(memoryBytes, 0.5, 256, 16_384)}`,
  'work_mem=16MB',
  'random_page_cost=1.1',
  'io_method=sync',
];
