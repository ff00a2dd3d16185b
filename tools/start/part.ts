import type { Progress } from './progress.ts';
import { pause } from './processes.ts';

/** What a part is made of: a process that this program launched and can end. */
export interface Launched {
  readonly pid: number | undefined;
  /** Resolves with a word on how it ended. */
  readonly ended: Promise<string>;
  readonly end: () => Promise<void>;
}

export interface PartSpec {
  readonly name: string;
  readonly url: string;
  readonly launch: () => Promise<Launched>;
  /** True when the part can serve. */
  readonly isUp: () => Promise<boolean>;
  /** What its log says at the end, for a start that failed. */
  readonly lastWords: () => readonly string[];
}

export interface PartHooks {
  /** A process came or went. */
  readonly changed: () => void;
  readonly remark: (text: string) => void;
  readonly now: () => number;
}

const upDeadlineMs = 60_000;
const firstDelayMs = 250;
const longestDelayMs = 10_000;
/**
 * A part that served this long had come up; its next failure is a new one. What breaks by itself,
 * or at what waits for it, breaks sooner; what is killed from outside is needed again at once.
 */
export const steadyMs = 2_000;

/** A part that would not come up, with the end of its log. */
export class PartFailed extends Error {
  override readonly name = 'PartFailed';
}

/** One process that is kept alive: started, watched, started again with back-off, and stopped. */
export class Part {
  readonly spec: PartSpec;
  #hooks: PartHooks;
  #launched: Launched | undefined;
  /** A launch under way: it can only be ended once its process is there. */
  #launching: Promise<Launched> | undefined;
  /** Counts starts and stops: what a wait was for may have been called off meanwhile. */
  #turn = 0;
  #failures = 0;

  constructor(spec: PartSpec, hooks: PartHooks) {
    this.spec = spec;
    this.#hooks = hooks;
  }

  get name(): string {
    return this.spec.name;
  }

  get pid(): number | undefined {
    return this.#launched?.pid;
  }

  /** Starts it and waits until it serves; throws `PartFailed` where it ends or stays silent. */
  async start(): Promise<void> {
    if (this.#launched !== undefined) return;
    this.#turn += 1;
    this.#failures = 0;
    try {
      await this.#bringUp();
    } catch (error) {
      await this.stop();
      throw error;
    }
    this.#watch(this.#turn);
  }

  async stop(): Promise<void> {
    this.#turn += 1;
    const launched = this.#launched ?? (await this.#launching?.catch(() => undefined));
    if (launched === undefined) return;
    await launched.end();
    await launched.ended;
    this.#gone(launched);
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async #bringUp(): Promise<void> {
    const launched = await this.#launch();
    this.#launched = launched;
    this.#hooks.changed();
    let end: string | undefined;
    void launched.ended.then((how) => {
      end = how;
    });
    const deadline = this.#hooks.now() + upDeadlineMs;
    while (!(await this.spec.isUp())) {
      if (end !== undefined) {
        this.#gone(launched);
        throw this.#failure(end);
      }
      if (this.#hooks.now() > deadline) throw this.#failure('did not answer within 60 seconds');
      await pause(50);
    }
  }

  async #launch(): Promise<Launched> {
    this.#launching = this.spec.launch();
    try {
      return await this.#launching;
    } finally {
      this.#launching = undefined;
    }
  }

  #watch(turn: number): void {
    const launched = this.#launched;
    if (launched === undefined) return;
    const began = this.#hooks.now();
    void launched.ended.then((how) => {
      this.#gone(launched);
      if (this.#turn !== turn) return;
      if (this.#hooks.now() - began > steadyMs) this.#failures = 0;
      void this.#revive(how, turn);
    });
  }

  async #revive(how: string, turn: number): Promise<void> {
    const delayMs = Math.min(firstDelayMs * 2 ** this.#failures, longestDelayMs);
    this.#failures += 1;
    this.#hooks.remark(`${this.name} ${how}; starting it again in ${String(delayMs / 1_000)} s`);
    await pause(delayMs);
    if (this.#turn !== turn) return;
    try {
      await this.#bringUp();
    } catch (error) {
      if (this.#turn !== turn) return;
      await this.#launched?.end();
      const reason = error instanceof Error ? error.message.split('\n')[0] : undefined;
      await this.#revive(reason ?? 'failed', turn);
      return;
    }
    this.#watch(turn);
  }

  #gone(launched: Launched): void {
    if (this.#launched !== launched) return;
    this.#launched = undefined;
    this.#hooks.changed();
  }

  #failure(what: string): PartFailed {
    const words = this.spec.lastWords();
    const log = words.length === 0 ? [] : ['Its log ends:', ...words.map((line) => `  ${line}`)];
    return new PartFailed([`${this.name} ${what}.`, ...log].join('\n'));
  }
}

/** Several at once: they wait for nothing of one another while they come up. */
export async function startTogether(parts: readonly Part[], progress: Progress): Promise<void> {
  const names = parts.map(({ name }) => name).join(', ');
  await progress.step(`Starting ${names}`, async () => {
    const results = await Promise.allSettled(parts.map((part) => part.start()));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  });
}
