import { expect, test } from '@jest/globals';
import { createDocumentRelay, type RelayWorker } from '../../../gateway/process/documentRelay.ts';
import type { FromKeeper } from '../../../gateway/process/messages.ts';

interface Member extends RelayWorker {
  readonly heard: FromKeeper[];
}

const member = (id: number): Member => {
  const heard: FromKeeper[] = [];
  return { id, heard, send: (message) => heard.push(message) };
};

const registered = (id: string, text: string) => ({ kind: 'document.registered', id, text });
const everywhere = (id: string) => ({ kind: 'document.everywhere', id });

function relayOf(...members: readonly Member[]) {
  const relay = createDocumentRelay();
  for (const worker of members) relay.joined(worker);
  return relay;
}

test('nobody hears that a document is everywhere before each worker has taken it', () => {
  const [first, second, third] = [member(1), member(2), member(3)];
  const relay = relayOf(first, second, third);
  relay.heard(first, registered('a', 'text'));
  expect(second.heard).toEqual([{ kind: 'document', id: 'a', text: 'text' }]);
  relay.heard(second, { kind: 'document.taken', id: 'a' });
  expect(first.heard).toEqual([]);
  relay.heard(third, { kind: 'document.taken', id: 'a' });
  expect(first.heard).toEqual([everywhere('a')]);
});

test('a worker that dies is waited for no longer', () => {
  const [first, second] = [member(1), member(2)];
  const relay = relayOf(first, second);
  relay.heard(first, registered('a', 'text'));
  relay.left(second);
  expect(first.heard).toEqual([everywhere('a')]);
});

test('a worker alone waits for nobody', () => {
  const first = member(1);
  const relay = relayOf(first);
  relay.heard(first, registered('a', 'text'));
  expect(first.heard).toEqual([everywhere('a')]);
});

test('a worker that comes later is told what it missed, each text once', () => {
  const [first, later] = [member(1), member(2)];
  const relay = relayOf(first);
  relay.heard(first, registered('a', 'text'));
  relay.heard(first, registered('b', 'text'));
  relay.heard(first, registered('c', 'other'));
  relay.joined(later);
  relay.heard(later, { kind: 'documents.missed' });
  expect(later.heard).toEqual([{ kind: 'documents', texts: ['text', 'other'] }]);
});

test.each([[null], ['text'], [{ kind: 'unheard-of' }], [{ kind: 'document.registered', id: 1 }]])(
  'a message of another kind changes nothing: %j',
  (message) => {
    const [first, second] = [member(1), member(2)];
    relayOf(first, second).heard(first, message);
    expect([first.heard, second.heard]).toEqual([[], []]);
  },
);
