/**
 * Loaded into the gateway of the proof ahead of its program, with `--expose-gc`: at SIGUSR2 it collects
 * what is dead and writes what is left. The product has no such door.
 */
process.on('SIGUSR2', () => {
  globalThis.gc?.();
  // What finalizers let go of is dead a turn later.
  setImmediate(() => {
    globalThis.gc?.();
    const { heapUsed, external } = process.memoryUsage();
    process.stdout.write(`${JSON.stringify({ event: 'proof.heap', heapUsed, external })}\n`);
  });
});
