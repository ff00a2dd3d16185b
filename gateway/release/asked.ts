import { parse, TypeInfo, visit, visitWithTypeInfo, type GraphQLSchema } from 'graphql';
import { canonicalJson } from '../../lib/canonicalJson.ts';
import { sha256Hex } from '../../lib/hash.ts';
import { decideField } from '../../policies/decide.ts';
import { personalClasses, type Coordinate, type PolicyLock } from '../../policies/lock.ts';
import type { Program } from '../execute/compiled/program.ts';

/** What is known of one sub-request before it is sent. */
export interface AskedText {
  readonly statementHash: string;
  /** True where its answer may hold a personal, party or free-text value: the store owes a receipt. */
  readonly owesReceipt: boolean;
}

/** What a program asks of stores. */
export interface AskedFields {
  /** By the sub-request's document text. */
  readonly texts: ReadonlyMap<string, AskedText>;
  readonly owesReceipts: boolean;
  /** Canonical JSON: the fields of persons and parties by the form in which they may be shown. */
  readonly forms: string;
}

export interface AskedInput {
  readonly lock: PolicyLock;
  /** With everything that sub-requests may select. */
  readonly fullSchema: GraphQLSchema;
  readonly purpose: string;
  readonly roles: readonly string[];
  readonly region: string;
}

/** Reads it off the texts themselves: keys and what other fields require are asked for too. */
export function askedFields(program: Program, input: AskedInput): AskedFields {
  const texts = new Map<string, AskedText>();
  const forms = new Map<string, Set<Coordinate>>();
  for (const { text } of new Set(program.parts.map(({ part }) => part.step))) {
    const sensitive = sensitiveFields(input, text);
    for (const coordinate of sensitive) {
      const decision = decideField(input.lock, { ...input, coordinate });
      if (decision.effect === 'deny') continue;
      const fields = forms.get(decision.form) ?? new Set();
      forms.set(decision.form, fields.add(coordinate));
    }
    texts.set(text, { statementHash: sha256Hex(text), owesReceipt: sensitive.size > 0 });
  }
  const sorted = [...forms].map(([form, fields]) => [form, [...fields].sort()] as const);
  return {
    texts,
    owesReceipts: [...texts.values()].some(({ owesReceipt }) => owesReceipt),
    forms: canonicalJson(Object.fromEntries(sorted)),
  };
}

function sensitiveFields({ lock, fullSchema }: AskedInput, text: string): ReadonlySet<Coordinate> {
  const found = new Set<Coordinate>();
  const info = new TypeInfo(fullSchema);
  visit(
    parse(text, { noLocation: true }),
    visitWithTypeInfo(info, {
      Field: ({ name }) => {
        const coordinate = `${info.getParentType()?.name ?? ''}.${name.value}`;
        const rule = Object.hasOwn(lock.fields, coordinate) ? lock.fields[coordinate] : undefined;
        if (rule === undefined) return;
        if (rule.class === 'party' || personalClasses.has(rule.class)) found.add(coordinate);
      },
    }),
  );
  return found;
}
