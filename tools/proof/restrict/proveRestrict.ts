import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import type { CommandContext } from '../../cli/command.ts';
import { openOffice, type Office } from '../../cli/controls/office.ts';
import { localDocument } from '../../cli/documents.ts';
import { personaToken } from '../../cli/personaToken.ts';
import type { DataFolder } from '../../start/dataFolder.ts';
import { readJsonFile } from '../../start/files.ts';
import { lookThroughLog } from './releasesInLog.ts';
import { createReaders, type Read, type Readers } from './readers.ts';

export interface RestrictPlan {
  /** How often an officer presses. */
  readonly presses: number;
  /** How long saturation is measured. */
  readonly saturationMs: number;
  /** Share of it under which officers press. */
  readonly share: number;
  /** Reads around one restriction. */
  readonly reads: number;
  readonly now: () => number;
  readonly report: (state: string) => void;
}

export interface RestrictProof {
  /** Answers a second when as many are asked as can be answered. */
  readonly saturation: number;
  readonly pace: number;
  readonly presses: number;
  /** From the press to the last byte of the last answer that still showed the field. */
  readonly pressToLastByteMs: { readonly p50: number; readonly p99: number; readonly max: number };
  /** From the press until governance said that it was in effect. */
  readonly pressToEffectiveMs: { readonly p50: number; readonly p99: number; readonly max: number };
  /** Answers that showed the field though they were asked for after it was in effect. */
  readonly clearAfter: number;
  readonly reads: number;
  readonly unanswered: number;
  /** Of the reads around one restriction. */
  readonly around: {
    readonly reads: number;
    readonly clearBefore: number;
    readonly clearAfter: number;
  };
  /** Releases in the audit log after `lock.effective` that were decided without it, or show the field. */
  readonly releasesAfter: number;
  readonly releasesLookedAt: number;
}

const restricted = { field: 'PostalAddress.lines', screen: 'order-status', role: 'care-agent' };
const { field, screen, role: persona } = restricted;
const atATime = 64;

/** Restricts and lifts one field again and again while care agents look at it. */
export async function proveRestrict(
  folder: DataFolder,
  url: string,
  plan: RestrictPlan,
  context: CommandContext,
): Promise<RestrictProof> {
  const officers = ['dpo', 'dpo-2'].map((as) => openOffice({ data: folder.root, as }, context));
  const readersNow = (): Promise<Readers> => openReaders(folder, url, plan, context);
  const saturation = await measureSaturation(await readersNow(), plan);
  const pace = Math.max(1, Math.floor(saturation * plan.share));
  const pressed = await pressAgain(officers, readersNow, pace, plan);
  const around = await readAround(officers, await readersNow(), plan);
  const { releasesAfter, releasesLookedAt } = await lookThroughLog(folder, {
    ...restricted,
    report: plan.report,
  });
  const { heard, presses } = pressed;
  return {
    ...{ saturation: Math.round(saturation), pace, presses: presses.length },
    pressToLastByteMs: spread(presses.map((press) => lastClearAfter(press, heard) - press.at)),
    pressToEffectiveMs: spread(presses.map(({ at, effectiveAt }) => effectiveAt - at)),
    clearAfter: presses.reduce((sum, press) => sum + clearAfter(press, heard), 0),
    reads: heard.length,
    unanswered: heard.filter(({ isAnswered }) => !isAnswered).length,
    ...{ around, releasesAfter, releasesLookedAt },
  };
}

async function openReaders(
  folder: DataFolder,
  url: string,
  { now }: RestrictPlan,
  { clock }: CommandContext,
): Promise<Readers> {
  const { token } = await personaToken(folder, persona, clock.now());
  const Examples = z.record(z.string(), z.record(z.string(), z.unknown()));
  const variables = readJsonFile(folder.examples, Examples)?.[screen] ?? {};
  const body = JSON.stringify({ documentId: localDocument('screen', screen).id, variables });
  return createReaders({ url, token, body, now });
}

async function measureSaturation(
  readers: Readers,
  { saturationMs, now, report }: RestrictPlan,
): Promise<number> {
  report('measuring what can be answered');
  let answered = 0;
  const begun = now();
  const isOver = (): boolean => now() - begun >= saturationMs;
  await readers.keepBusy({ atATime, isOver }, ({ isAnswered }) => (answered += isAnswered ? 1 : 0));
  await readers.close();
  return (answered * 1_000) / (now() - begun);
}

interface Press {
  readonly at: number;
  readonly effectiveAt: number;
  /** When the lifting began. */
  readonly endedAt: number;
}

interface Pressed {
  readonly presses: readonly Press[];
  readonly heard: readonly Read[];
}

/** Callers' tokens live for minutes: after so many presses readers sign in again. */
const pressesASession = 25;

async function pressAgain(
  officers: readonly Office[],
  openAgain: () => Promise<Readers>,
  pace: number,
  plan: RestrictPlan,
): Promise<Pressed> {
  const presses: Press[] = [];
  const heard: Read[] = [];
  while (presses.length < plan.presses) {
    const readers = await openAgain();
    const until = Math.min(plan.presses, presses.length + pressesASession);
    let isOver = false;
    const driving = readers.drive(
      pace,
      (read) => heard.push(read),
      () => isOver,
    );
    try {
      while (presses.length < until) {
        plan.report(`press ${String(presses.length + 1)} of ${String(plan.presses)}`);
        await clearAgain(readers);
        await setTimeout(100);
        presses.push(await press(officers, plan, () => setTimeout(200)));
      }
    } finally {
      isOver = true;
      await driving;
      await readers.close();
    }
  }
  return { presses, heard };
}

const clearAgain = async (readers: Readers): Promise<void> => {
  for (let tries = 0; tries < 200; tries += 1) {
    if ((await readers.ask()).isClear) return;
    await setTimeout(25);
  }
  throw new Error('the field did not come back after it was lifted');
};

const Answer = z.object({ lockdown: z.string(), effectiveAt: z.string().nullish() });

async function press(
  officers: readonly Office[],
  { now }: RestrictPlan,
  during: () => Promise<unknown>,
): Promise<Press> {
  const [first] = officers;
  if (first === undefined) throw new TypeError('an officer presses');
  const at = now();
  const given = await first.perform({
    ...{ act: 'restrict', level: 'withhold', reason: 'a proof of how soon it is in effect' },
    scope: { field: [field], role: [persona] },
  });
  const { lockdown, effectiveAt } = Answer.parse(given);
  const effective = effectiveAt == null ? Number.POSITIVE_INFINITY : now();
  await during();
  const endedAt = now();
  for (const officer of officers) await officer.perform({ act: 'lift', lockdown });
  return { at, effectiveAt: effective, endedAt };
}

/** The last byte of the last clear answer that was asked for before the lifting; the press itself if none. */
const lastClearAfter = ({ at, endedAt }: Press, heard: readonly Read[]): number =>
  heard.reduce(
    (last, read) =>
      read.isClear && read.endedAt > at && read.sentAt < endedAt && read.endedAt <= endedAt
        ? Math.max(last, read.endedAt)
        : last,
    at,
  );

const clearAfter = ({ effectiveAt, endedAt }: Press, heard: readonly Read[]): number =>
  heard.filter(
    ({ isClear, sentAt, endedAt: ended }) => isClear && sentAt >= effectiveAt && ended <= endedAt,
  ).length;

async function readAround(
  officers: readonly Office[],
  readers: Readers,
  plan: RestrictPlan,
): Promise<RestrictProof['around']> {
  plan.report('reads around a restriction');
  const heard: Read[] = [];
  let isHalf: () => void = () => undefined;
  const half = new Promise<void>((resolve) => {
    isHalf = resolve;
  });
  let isRead: () => void = () => undefined;
  const read = new Promise<void>((resolve) => {
    isRead = resolve;
  });
  await clearAgain(readers);
  const reading = readers
    .keepBusy({ atATime, isOver: (sent) => sent >= plan.reads }, (one) => {
      heard.push(one);
      if (heard.length === Math.floor(plan.reads / 2)) isHalf();
    })
    .then(isRead);
  await half;
  const pressed = await press(officers, plan, () => read);
  await reading;
  await readers.close();
  return {
    reads: heard.length,
    clearBefore: heard.filter(({ isClear, endedAt }) => isClear && endedAt <= pressed.at).length,
    clearAfter: clearAfter(pressed, heard),
  };
}

function spread(values: readonly number[]): RestrictProof['pressToLastByteMs'] {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (share: number): number =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0);
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}
