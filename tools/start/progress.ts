/** The list that grows while a long work runs: one line a step, with its time. */
export interface Progress {
  readonly step: <Result>(
    title: string,
    work: (report: (state: string) => void) => Promise<Result>,
  ) => Promise<Result>;
  readonly note: (text: string) => void;
}

/** Says which step failed, before saying why. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';

  constructor(title: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`Failed at: ${title}. ${reason}`, { cause });
  }
}

export interface ProgressOptions {
  readonly print: (line: string) => void;
  /** A terminal shows the step that runs; a file or a pipe gets finished steps alone. */
  readonly terminal: { readonly write: (text: string) => void } | undefined;
  readonly now: () => number;
}

const clearLine = '\r\u001B[2K';
const titleWidth = 56;

export function createProgress({ print, terminal, now }: ProgressOptions): Progress {
  // Several may run at once: the terminal shows the one that said something last.
  const running: string[] = [];
  const show = (text: string): void => {
    terminal?.write(`${clearLine}  … ${text}`);
  };
  const finish = (mark: string, title: string, began: number): void => {
    running.splice(running.indexOf(title), 1);
    terminal?.write(clearLine);
    const seconds = ((now() - began) / 1_000).toFixed(1);
    print(`  ${mark} ${title.padEnd(titleWidth)} ${seconds.padStart(6)} s`);
    const left = running.at(-1);
    if (left !== undefined) show(left);
  };
  return {
    step: async (title, work) => {
      const began = now();
      running.push(title);
      show(title);
      try {
        const result = await work((state) => {
          show(`${title}: ${state}`);
        });
        finish('✓', title, began);
        return result;
      } catch (error) {
        finish('✗', title, began);
        throw new StepFailed(title, error);
      }
    },
    note: (text) => {
      print(`    ${text}`);
    },
  };
}

export const silentProgress: Progress = {
  step: (_title, work) => work(() => undefined),
  note: () => undefined,
};
