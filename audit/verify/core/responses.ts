import type { Entry } from './bundle.ts';
import { isId, type Header } from './entry.ts';
import type { Findings } from './findings.ts';
import { isText, type JsonObject } from './json.ts';
import { entryBits, type Sequence } from './sequence.ts';

interface Open {
  readonly index: number;
  readonly at: string;
  readonly incarnation: string;
  /** What its end has to repeat. */
  readonly request: string;
}

export interface Responses {
  readonly entry: (entry: Entry) => void;
  readonly end: () => void;
}

/** A response may take this long; its gateway writes a sign of life each minute. */
const responseMs = 30_000;
const lifeMs = 90_000;

const begun = entryBits.intent | entryBits.retired;
const ends = {
  release: [entryBits.released, 'release.no-intent'],
  deny: [entryBits.denied, 'deny.no-intent'],
} as const;

const repeated = ['screen', 'document', 'purpose', 'region', 'roles', 'epoch', 'lock'] as const;
const requestOf = (decision: JsonObject): string =>
  JSON.stringify(repeated.map((name) => decision[name] ?? null));

/** Check 9: an intent has an end, and an end its intent. */
export function createResponses(sequence: Sequence, findings: Findings): Responses {
  const open = new Map<string, Open>();
  return {
    entry: ({ header, body, index }) => {
      const decision = body?.decision ?? undefined;
      if (header?.type === 'intent') sequence.bits.mark(index, entryBits.intent);
      if (header === undefined || decision === undefined) return;
      if (header.type === 'intent') {
        const { at, incarnation, entryId } = header;
        open.set(entryId, { index, at, incarnation, request: requestOf(decision) });
      } else if (header.type === 'release' || header.type === 'deny') {
        end(header, decision, index);
      }
    },
    end: () => {
      for (const one of open.values()) seeOpen(one, sequence, findings);
    },
  };

  function end({ type, incarnation }: Header, decision: JsonObject, index: number): void {
    const { intent } = decision;
    if (!isText(intent)) return;
    const [bit, noIntent] = type === 'release' ? ends.release : ends.deny;
    const place = isId(intent) ? sequence.indexOf(intent) : undefined;
    if (place === undefined || (sequence.bits.get(place) & begun) === 0) {
      findings.add(noIntent, { index });
      return;
    }
    if ((sequence.bits.get(place) & bit) !== 0) findings.add('intent.end-twice', { index });
    sequence.bits.mark(place, bit);
    const one = open.get(intent);
    open.delete(intent);
    if (one === undefined || repeats(one, incarnation, decision)) return;
    findings.add(noIntent, { index });
  }
}

const repeats = ({ request, incarnation }: Open, by: string, decision: JsonObject): boolean =>
  incarnation === by && request === requestOf(decision);

function seeOpen({ index, at, incarnation }: Open, sequence: Sequence, findings: Findings): void {
  const since = (time: string): number => Date.parse(time) - Date.parse(at);
  if (since(sequence.newestAt()) < responseMs) findings.notice('intent.open', { index });
  // A gateway that lived on and wrote no end may have let the response out.
  else if (since(sequence.lastOf(incarnation)) > lifeMs) findings.add('intent.no-end', { index });
  else findings.notice('intent.gateway-died', { index });
}
