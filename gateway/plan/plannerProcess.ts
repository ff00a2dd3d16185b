import { fork, type ChildProcess } from 'node:child_process';
import { AppError } from '../../lib/errors/appError.ts';
import type { Log } from '../../lib/log.ts';
import { projectFile } from '../../lib/projectRoot.ts';
import { unreachable } from '../../lib/unreachable.ts';
import type { FromChild, PlannerKind, ToChild } from './child/messages.ts';
import type { OperationPlan } from './plan.ts';
import type { PlanTextOptions } from './planText.ts';

export interface PlannerLimits {
  /** From the moment the process has the text; then it is ended and a new one started. */
  readonly planTimeoutMs: number;
  /** For starting and reading the supergraph. */
  readonly openTimeoutMs: number;
  /** How long a text may wait for its turn. */
  readonly waitTimeoutMs: number;
  /** How many texts may wait. */
  readonly waitingMax: number;
  /** Before the process is started again after it ended; doubled each time until a plan succeeds. */
  readonly backOffMs: number;
  readonly backOffMaxMs: number;
  /** How often it may end in a row; then what waits is refused, and the next text starts it anew. */
  readonly startsMax: number;
}

export const plannerLimits: PlannerLimits = {
  planTimeoutMs: 2_000,
  openTimeoutMs: 30_000,
  waitTimeoutMs: 10_000,
  waitingMax: 1_000,
  backOffMs: 50,
  backOffMaxMs: 2_000,
  startsMax: 8,
};

export interface PlannerProcessOptions extends PlanTextOptions {
  readonly planner: PlannerKind;
  readonly limits: PlannerLimits;
  readonly log: Log;
  /** The program of the process, which speaks `child/messages.ts`. */
  readonly program?: string | undefined;
}

/** How opening ended: `unavailable` where there is no native planner for this machine. */
export type Opening = 'opened' | 'unavailable';

interface Task {
  readonly text: string;
  readonly resolve: (plan: OperationPlan) => void;
  readonly reject: (error: AppError) => void;
  timer: NodeJS.Timeout;
}

/**
 * A planner in a child process. One text is with it at a time, so it is known which one ended it:
 * that one fails with `PLANNER_UNAVAILABLE`, those that wait are planned by the next process.
 */
export class PlannerProcess {
  readonly #options: PlannerProcessOptions;
  readonly #waiting: Task[] = [];
  #child: ChildProcess | undefined;
  #current: Task | undefined;
  #opening: Promise<Opening> | undefined;
  #opened: (opening: Opening | AppError) => void = () => undefined;
  #state: 'closed' | 'ready' | 'starting' | 'ended' = 'ended';
  #timer: NodeJS.Timeout | undefined;
  #endings = 0;

  constructor(options: PlannerProcessOptions) {
    this.#options = options;
  }

  /**
   * Starts the process unless it has been. Throws `INTERNAL` where the supergraph can't be read,
   * `PLANNER_UNAVAILABLE` where no process comes up; a later call tries again.
   */
  open(): Promise<Opening> {
    if (this.#state === 'closed') return Promise.reject(unavailable('closed'));
    this.#opening ??= new Promise<Opening>((resolve, reject) => {
      this.#opened = (opening) => {
        if (opening instanceof AppError) reject(opening);
        else resolve(opening);
      };
      this.#start();
    });
    return this.#opening;
  }

  /** Throws `PLANNER_UNAVAILABLE`, `NOT_SUPPORTED`, or `INTERNAL` where the planner finds no plan. */
  async plan(text: string): Promise<OperationPlan> {
    if ((await this.open()) === 'unavailable') throw unavailable('no native planner');
    const { waitingMax, waitTimeoutMs } = this.#options.limits;
    if (this.#waiting.length >= waitingMax) throw unavailable('busy');
    return new Promise<OperationPlan>((resolve, reject) => {
      const giveUp = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(task), 1);
        reject(unavailable('waited'));
      };
      const task: Task = { text, resolve, reject, timer: setTimeout(giveUp, waitTimeoutMs) };
      this.#waiting.push(task);
      this.#next();
    });
  }

  /** Ends the process; what waits is refused. */
  async close(): Promise<void> {
    const child = this.#child;
    this.#state = 'closed';
    this.#opened(unavailable('closed'));
    clearTimeout(this.#timer);
    for (const task of this.#waiting.splice(0)) settle(task, unavailable('closed'));
    if (child?.exitCode !== null || child.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      child.once('exit', () => {
        resolve();
      });
      child.kill('SIGKILL');
    });
  }

  #start(): void {
    const { planner, supergraphSdl, activeLabels, limits, program } = this.#options;
    // Nothing of the gateway's environment, and no way to print: a panic may quote the document.
    const child = fork(program ?? childProgram(), [], {
      env: {},
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
    });
    this.#child = child;
    this.#state = 'starting';
    child.on('message', (message: FromChild) => {
      if (child === this.#child) this.#hear(message);
    });
    child.once('error', () => {
      this.#ended(child, 'not started');
    });
    child.once('exit', (code, signal) => {
      this.#ended(child, signal ?? String(code));
    });
    this.#send({ kind: 'open', planner, supergraphSdl, activeLabels }, limits.openTimeoutMs);
  }

  /** Every message has an answer; without one in time the process is ended. */
  #send(message: ToChild, timeoutMs: number): void {
    const child = this.#child;
    this.#timer = setTimeout(() => {
      // A late answer is not waited for any more.
      child?.removeAllListeners('message').kill('SIGKILL');
    }, timeoutMs);
    // Where the process is gone, its end is told by an event of its own.
    child?.send(message, () => undefined);
  }

  #hear(message: FromChild): void {
    clearTimeout(this.#timer);
    switch (message.kind) {
      case 'opened':
        this.#options.log.info('planner.opened', { planner: this.#options.planner });
        this.#opened('opened');
        this.#idle();
        return;
      case 'unavailable':
        this.#opened('unavailable');
        void this.close();
        return;
      case 'unreadable':
        this.#opened(new AppError('INTERNAL', { details: { planner: 'supergraph not readable' } }));
        void this.close();
        return;
      case 'planned':
        this.#endings = 0;
        settle(this.#take(), message.plan);
        this.#idle();
        return;
      case 'failed':
        settle(this.#take(), new AppError(message.code, { details: { planner: 'no plan' } }));
        this.#idle();
        return;
      default:
        unreachable(message);
    }
  }

  #take(): Task | undefined {
    const task = this.#current;
    this.#current = undefined;
    return task;
  }

  #idle(): void {
    this.#state = 'ready';
    this.#next();
  }

  #next(): void {
    if (this.#state !== 'ready' || this.#current !== undefined) return;
    const task = this.#waiting.shift();
    if (task === undefined) return;
    clearTimeout(task.timer);
    this.#current = task;
    this.#send({ kind: 'plan', text: task.text }, this.#options.limits.planTimeoutMs);
  }

  #ended(child: ChildProcess, how: string): void {
    if (child !== this.#child) return;
    clearTimeout(this.#timer);
    this.#child = undefined;
    settle(this.#take(), unavailable('ended'));
    if (this.#state === 'closed') return;
    this.#endings += 1;
    const { log, planner, limits } = this.#options;
    log.error('planner.ended', { planner, how, endings: this.#endings });
    this.#state = 'ended';
    if (this.#endings >= limits.startsMax) {
      this.#giveUp();
      return;
    }
    const backOffMs = Math.min(limits.backOffMs * 2 ** (this.#endings - 1), limits.backOffMaxMs);
    this.#timer = setTimeout(() => {
      this.#start();
    }, backOffMs);
  }

  /** Too many ends in a row: the next text that comes starts anew. */
  #giveUp(): void {
    this.#endings = 0;
    this.#opened(unavailable('ended'));
    this.#opening = undefined;
    for (const task of this.#waiting.splice(0)) settle(task, unavailable('ended'));
  }
}

const childProgram = (): string => projectFile('dist', 'gateway', 'plan', 'child', 'main.js');

function settle(task: Task | undefined, outcome: OperationPlan | AppError): void {
  if (task === undefined) return;
  clearTimeout(task.timer);
  if (outcome instanceof AppError) task.reject(outcome);
  else task.resolve(outcome);
}

const unavailable = (why: string): AppError =>
  new AppError('PLANNER_UNAVAILABLE', { details: { why } });
