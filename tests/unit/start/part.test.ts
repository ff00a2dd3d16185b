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
