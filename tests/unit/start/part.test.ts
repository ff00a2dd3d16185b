import { expect, test } from '@jest/globals';
import { Part, type Launched } from '../../../tools/start/part.ts';

/** Node 20 has no Promise.withResolvers. */
function withResolvers<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

interface FakeProcess extends Launched {
  readonly die: (how: string) => void;
  readonly wasEnded: () => boolean;
}

function fakeProcess(pid: number): FakeProcess {
  const end = withResolvers<string>();
  let asked = false;
  return {
    pid,
    ended: end.promise,
    end: () => {
      asked = true;
      end.resolve('was ended');
      return Promise.resolve();
    },
    die: end.resolve,
    wasEnded: () => asked,
  };
}

test('a part that is stopped while it is being launched again does not stay behind', async () => {
  const [first, second] = [fakeProcess(1), fakeProcess(2)];
  const relaunching = withResolvers<undefined>();
  const secondIsUp = withResolvers<Launched>();
  let launches = 0;
  const part = new Part(
    {
      name: 'postgres',
      url: 'postgresql://127.0.0.1:1',
      launch: () => {
        launches += 1;
        if (launches === 1) return Promise.resolve(first);
        relaunching.resolve(undefined);
        return secondIsUp.promise;
      },
      isUp: () => Promise.resolve(true),
      lastWords: () => [],
    },
    { changed: () => undefined, remark: () => undefined, now: () => 0 },
  );
  await part.start();
  first.die('was ended by SIGKILL');
  await relaunching.promise;
  const stopped = part.stop();
  secondIsUp.resolve(second);
  await stopped;
  expect(second.wasEnded()).toBe(true);
  expect(part.pid).toBeUndefined();
});

test('a part that fails at once waits longer each time; one that had served is started again soon', async () => {
  let [now, launches] = [0, 0];
  let process = fakeProcess(0);
  let launched = withResolvers<undefined>();
  const remarks: string[] = [];
  const part = new Part(
    {
      name: 'crm',
      url: 'http://127.0.0.1:1',
      launch: () => {
        launches += 1;
        process = fakeProcess(launches);
        launched.resolve(undefined);
        return Promise.resolve(process);
      },
      isUp: () => Promise.resolve(true),
      lastWords: () => [],
    },
    { changed: () => undefined, remark: (text) => remarks.push(text), now: () => now },
  );
  await part.start();
  for (const servedMs of [100, 1_500, 5_000]) {
    launched = withResolvers();
    await new Promise(setImmediate);
    now += servedMs;
    process.die('was ended by SIGKILL');
    await launched.promise;
  }
  expect(remarks.map((text) => /in ([\d.]+) s$/.exec(text)?.[1])).toEqual(['0.25', '0.5', '0.25']);
  await part.stop();
});
