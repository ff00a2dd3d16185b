import type { Entry } from './bundle.ts';
import { isId } from './entry.ts';
import type { Findings } from './findings.ts';
import type { Inventory } from './inventory.ts';
import { isCount, isObject, isText, own, textFrom, type JsonObject } from './json.ts';
import type { Sequence } from './sequence.ts';

/** What a store sent and the log did not take. */
interface Refused {
  readonly index: number;
  /** An entry's id, or the file of a segment. */
  readonly where: string;
}

/** Check 8: what the log refused is asked for by name, unless it came later after all. */
export function createRefusals(inventory: Inventory, sequence: Sequence, findings: Findings) {
  const refused: Refused[] = [];
  return {
    entry: ({ header, body, index }: Entry): void => {
      if (header?.type !== 'admin.refused' || body?.decision == null) return;
      const where = nameOf(body.decision);
      if (where === undefined) findings.add('decision.malformed', { index });
      else refused.push({ index, where });
    },
    end: (): void => {
      if (refused.length === 0) return;
      const segments = new Set(inventory.segments.map(({ path }) => path));
      for (const { index, where } of refused) {
        const isThere = isId(where) ? sequence.indexOf(where) !== undefined : segments.has(where);
        if (!isThere) findings.add('delivery.refused', { index, where });
      }
    },
  };
}

function nameOf(decision: JsonObject): string | undefined {
  const [entry, segment] = [own(decision, 'entry'), own(decision, 'segment')];
  if (isText(entry)) return isId(entry) ? entry : undefined;
  if (!isObject(segment) || !isText(segment.incarnation) || !isCount(segment.from))
    return undefined;
  const from = String(segment.from).padStart(12, '0');
  return `receipts/${textFrom(decision.store)}/${segment.incarnation}/${from}.json`;
}
