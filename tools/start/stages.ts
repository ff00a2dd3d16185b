import type { Part } from './part.ts';

/** The parts that were started, in the order in which they were: they stop in the opposite one. */
export interface Stages {
  readonly add: (...parts: readonly Part[]) => void;
  readonly all: () => readonly Part[];
  readonly byName: (name: string) => Part | undefined;
  readonly stop: () => Promise<void>;
}

export function createStages(): Stages {
  const stages: (readonly Part[])[] = [];
  const all = (): readonly Part[] => stages.flat();
  return {
    add: (...parts) => {
      stages.push(parts);
    },
    all,
    byName: (name) => all().find((part) => part.name === name),
    stop: async () => {
      for (const stage of [...stages].reverse()) {
        await Promise.all(stage.map((part) => part.stop()));
      }
    },
  };
}
