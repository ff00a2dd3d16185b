import type { Entry } from './bundle.ts';
import { formOf, isNamed, mayAct, mayCall, type Asked } from './decide.ts';
import type { Header } from './entry.ts';
import type { Findings } from './findings.ts';
import { hasExactly, isCount, isList, isObject, isText, isTexts, textFrom } from './json.ts';
import type { JsonObject } from './json.ts';
import type { Policy, Screen } from './policy.ts';
import { refsIn } from './refs.ts';

/** Which policies were in force, as the locks say that descend from what is pinned. */
export interface InForce {
  /** Hash of the policy by epoch. */
  readonly epochs: ReadonlyMap<number, string>;
  readonly policies: ReadonlyMap<string, Policy>;
}

export interface Decisions {
  readonly entry: (entry: Entry) => void;
  /** How many were decided again. */
  readonly decided: () => number;
}

/** What every decision of a request begins with. */
interface Recorded extends Asked {
  readonly index: number;
  readonly decision: JsonObject;
  readonly subject: JsonObject | null;
  readonly screen: string;
  readonly document: string;
  readonly basis: string | null;
  readonly policy: Policy;
  readonly rule: Screen;
}

const common = [
  ...['basis', 'document', 'epoch', 'lock', 'lockVersion', 'purpose', 'region', 'roles', 'screen'],
];
const membersOf: Readonly<Record<string, readonly string[]>> = {
  intent: [...common, 'subjectsMax'],
  release: [
    ...[...common, 'cells', 'conditions', 'forms', 'guardSeq', 'intent', 'receipts'],
    ...['rows', 'subjects', 'unanswered'],
  ],
  command: [...common, 'command', 'outcome', 'store'],
};
const hash = /^[0-9a-f]{64}$/;

/** Checks 5 and 6: by the lock of its epoch, each decision is made again from what it records. */
export function createDecisions(inForce: InForce, findings: Findings): Decisions {
  const epochOf = new Map<string, number>();
  let decided = 0;
  return {
    decided: () => decided,
    entry: ({ header, body, index }) => {
      const decision = body?.decision ?? undefined;
      if (header === undefined || decision === undefined) return;
      const subject = body?.subject ?? null;
      if (isRequest(header.type)) decide(header, decision, subject, index);
      else if (Object.hasOwn(decision, 'epoch')) policyOf(inForce, decision, index, findings);
    },
  };

  function decide(
    { type, incarnation }: Header,
    decision: JsonObject,
    subject: JsonObject | null,
    index: number,
  ): void {
    if (!isWellFormed(type, decision)) {
      findings.add('decision.malformed', { index });
      return;
    }
    const policy = policyOf(inForce, decision, index, findings);
    if (type === 'intent') follow(incarnation, Number(decision.epoch), index);
    if (policy === undefined) return;
    decided += 1;
    decideAgain(type, decision, policy, { index, subject, findings });
  }

  function follow(incarnation: string, epoch: number, index: number): void {
    const before = epochOf.get(incarnation) ?? 0;
    if (epoch < before) findings.add('decision.epoch-falls', { index });
    epochOf.set(incarnation, Math.max(epoch, before));
  }
}

const isRequest = (type: string): boolean =>
  ['intent', 'release', 'deny', 'command', 'export'].includes(type) || type.startsWith('consent.');

function isWellFormed(type: string, decision: JsonObject): boolean {
  const members = membersOf[type];
  if (members !== undefined && !hasExactly(decision, members)) return false;
  const { epoch, lock, lockVersion, roles, region } = decision;
  const hasRights = isTexts(roles) && isAscending(roles) && isText(region);
  const hasLock = isCount(epoch) && isText(lock) && hash.test(lock) && isCount(lockVersion);
  return hasRights && hasLock && common.every((name) => Object.hasOwn(decision, name));
}

const isAscending = (texts: readonly string[]): boolean =>
  texts.every((text, at) => at === 0 || (texts[at - 1] ?? '') < text);

function policyOf(
  { epochs, policies }: InForce,
  { epoch, lock }: JsonObject,
  index: number,
  findings: Findings,
): Policy | undefined {
  const isInForce = isCount(epoch) && isText(lock) && epochs.get(epoch) === lock;
  if (!isInForce) findings.add('decision.lock', { index, where: textFrom(lock) });
  const policy = isText(lock) ? policies.get(lock) : undefined;
  if (policy === undefined) findings.add('policy.missing', { index, where: textFrom(lock) });
  return policy;
}

interface Place {
  readonly index: number;
  readonly subject: JsonObject | null;
  readonly findings: Findings;
}

function decideAgain(type: string, decision: JsonObject, policy: Policy, place: Place): void {
  const { index, findings } = place;
  const screen = textFrom(decision.screen);
  const rule = policy.screens.get(screen);
  if (rule === undefined) {
    // Somebody may be refused before a screen was found, and for asking for one that there is not.
    if (type !== 'deny') findings.add('decision.screen', { index, where: screen });
    return;
  }
  const recorded: Recorded = {
    ...{ index, decision, screen, policy, rule, subject: place.subject },
    document: textFrom(decision.document),
    purpose: textFrom(decision.purpose),
    basis: isText(decision.basis) ? decision.basis : null,
    roles: isTexts(decision.roles) ? decision.roles : [],
    region: textFrom(decision.region),
  };
  checkDocument(recorded, findings);
  if (type !== 'deny') checkGranted(type, recorded, findings);
}

function checkGranted(type: string, recorded: Recorded, findings: Findings): void {
  checkRoles(recorded, findings);
  const { index, decision, rule, screen } = recorded;
  if (type === 'intent' && decision.subjectsMax !== rule.subjectsMax) {
    findings.add('decision.limit', { index, where: screen });
  }
  if (type === 'release') {
    checkFields(recorded, findings);
    checkSubjects(recorded, findings);
  }
  if (type === 'command' || type.startsWith('consent.')) checkCommand(recorded, findings);
}

function checkDocument(recorded: Recorded, findings: Findings): void {
  const { index, document, purpose, basis, policy, rule, screen } = recorded;
  if (!rule.documents.has(document)) findings.add('decision.document', { index, where: screen });
  if (purpose !== rule.purpose || basis !== (policy.purposes.get(purpose)?.basis ?? null)) {
    findings.add('decision.purpose', { index, where: screen });
  }
}

function checkRoles(recorded: Recorded, findings: Findings): void {
  const { index, roles, policy, rule, screen } = recorded;
  const areOfScreen = roles.length > 0 && roles.every((role) => rule.roles.has(role));
  if (!areOfScreen || !mayAct(policy, recorded)) {
    findings.add('decision.roles', { index, where: screen });
  }
}

function checkFields(recorded: Recorded, findings: Findings): void {
  const { index, decision, policy } = recorded;
  const forms = isObject(decision.forms) ? Object.entries(decision.forms) : [];
  const stores = new Set<string>();
  const seen = new Set<string>();
  for (const [form, coordinates] of forms) {
    if (!isTexts(coordinates) || !isAscending(coordinates)) {
      findings.add('decision.malformed', { index });
      continue;
    }
    for (const coordinate of coordinates) {
      const wrong = seen.has(coordinate) ? 'decision.form' : faultOf(recorded, coordinate, form);
      if (wrong !== undefined) findings.add(wrong, { index, where: coordinate });
      seen.add(coordinate);
      stores.add(policy.fields.get(coordinate)?.store ?? '');
    }
  }
  checkStores(recorded, stores, findings);
}

/** No store served more persons than the screen may show. */
function checkSubjects({ index, decision, subject, rule }: Recorded, findings: Findings): void {
  const max = rule.subjectsMax ?? Infinity;
  const receipts = isList(decision.receipts) ? decision.receipts.filter(isObject) : [];
  // Two receipts of one store may be about the same persons: the entry names each once.
  const named = [...((subject === null ? undefined : refsIn(subject)) ?? [])];
  const stores = new Set([
    ...receipts.filter(({ subjects }) => isCount(subjects) && subjects > max).map(storeOf),
    ...named.filter(([, refs]) => refs.length > max).map(([store]) => store),
  ]);
  for (const where of stores) findings.add('decision.limit', { index, where });
}

const storeOf = ({ store }: JsonObject): string => textFrom(store);

/** What is wrong with a field that was shown in a form. */
function faultOf(
  recorded: Recorded,
  coordinate: string,
  form: string,
): 'decision.field' | 'decision.form' | undefined {
  const field = recorded.policy.fields.get(coordinate);
  const allowed = formOf(recorded.policy, coordinate, recorded);
  if (field === undefined || allowed === undefined || !isNamed(field.class)) {
    return 'decision.field';
  }
  return allowed === form ? undefined : 'decision.form';
}

/** A store that served values served fields that are named. */
function checkStores(
  { index, decision }: Recorded,
  stores: ReadonlySet<string>,
  findings: Findings,
): void {
  for (const receipt of isList(decision.receipts) ? decision.receipts : []) {
    if (!isObject(receipt) || receipt.cells === 0) continue;
    const store = textFrom(receipt.store);
    if (!stores.has(store)) findings.add('decision.field', { index, where: store });
  }
}

function checkCommand(recorded: Recorded, findings: Findings): void {
  const { index, decision, policy, rule } = recorded;
  const command = textFrom(decision.command);
  const isOfStore = policy.fields.get(`Mutation.${command}`)?.store === decision.store;
  if (rule.kind !== 'command' || !mayCall(policy, command, recorded) || !isOfStore) {
    findings.add('decision.command', { index, where: command });
  }
}
