import { CommandFailure } from '../../cli/command.ts';
import { eventually } from '../../start/processes.ts';
import type { Client, Outcome } from '../client.ts';
import { audit, type Audit } from './audit.ts';
import type { Books } from './books.ts';
import {
  orderOf,
  type Buyer,
  type Desk,
  type Order,
  type OrderForm,
  type Signature,
} from './desk.ts';
import type { Landing, Striker } from './strike.ts';

export interface OrdersProofInput {
  readonly client: Client;
  readonly desk: Desk;
  readonly books: Books;
  readonly striker: Striker;
  /** Kills that must land between a command's commit and the acknowledged delivery. */
  readonly times: number;
  readonly report: (state: string) => void;
}

export interface OrdersProof extends Audit {
  /** Kills between a commit and its acknowledged delivery. */
  readonly kills: number;
  /** Kills that came before any commit, or after every delivery. */
  readonly killsElsewhere: number;
  readonly orders: number;
  readonly accounts: number;
  readonly forms: number;
  /** Commands without an answer that were sent again. */
  readonly replays: number;
  /** Where the events stood at the kills. */
  readonly landings: Landing;
}

/** Orders that each round releases, and makes for the next one. */
const ordersPerRound = 2;
const deliveryDeadlineMs = 30_000;

interface Prospect {
  readonly buyer: Buyer;
  readonly order: Order;
  readonly signature: Signature;
}

/** What is under way; each round takes from it and puts into it. */
interface State {
  readonly prospects: Prospect[];
  readonly customers: Buyer[];
  readonly releasable: Order[];
  readonly released: Order[];
  readonly forms: OrderForm[];
  replays: number;
}

/**
 * Kills the CRM process while it signs, makes and releases orders, until enough kills have landed
 * between a commit and its delivery; each client then does what clients do, and the stores are
 * asked what arrived.
 */
export async function proveOrders(input: OrdersProofInput): Promise<OrdersProof> {
  const state = await open(input);
  const landings: Landing[] = [];
  const isBetween = ({ waiting, unacknowledged }: Landing): boolean => waiting + unacknowledged > 0;
  const roundsMax = 2 * input.times + 10;
  while (landings.filter(isBetween).length < input.times && landings.length < roundsMax) {
    landings.push(await round(input, state, landings.length));
    const kills = landings.filter(isBetween).length;
    input.report(`${String(kills)} of ${String(input.times)} kills between commit and delivery`);
  }
  const sent = { orders: state.released, forms: state.forms, customers: state.customers };
  const kills = landings.filter(isBetween).length;
  return {
    ...{ kills, killsElsewhere: landings.length - kills, orders: state.released.length },
    ...{ accounts: state.customers.length, forms: state.forms.length, replays: state.replays },
    landings: {
      waiting: sum(landings.map(({ waiting }) => waiting)),
      unacknowledged: sum(landings.map(({ unacknowledged }) => unacknowledged)),
      acknowledged: sum(landings.map(({ acknowledged }) => acknowledged)),
    },
    ...(await audit(input.books, input.client, sent)),
  };
}

const sum = (numbers: readonly number[]): number =>
  numbers.reduce((total, number) => total + number, 0);

/** Everything arrived once, everything was made once, and as many kills as were asked for. */
export const holds = (proof: OrdersProof, times: number): boolean =>
  proof.kills >= times &&
  proof.arrivedOnce === proof.orders &&
  proof.listedOnce === proof.orders &&
  proof.accountsOnce === proof.accounts &&
  proof.sumsRight === proof.accounts &&
  proof.madeOnce === proof.forms;

/** Each prospect's first order awaits its signature; one customer has bought undisturbed. */
async function open({ desk }: OrdersProofInput): Promise<State> {
  const state: State = {
    ...{ prospects: [], customers: [], releasable: [], released: [], forms: [] },
    replays: 0,
  };
  for (const buyer of await desk.prospects()) {
    const form = desk.form(buyer);
    state.forms.push(form);
    const order = orderOf(form, await desk.create(form));
    state.prospects.push({ buyer, order, signature: await desk.requestSignature(order) });
  }
  const first = state.prospects.pop();
  if (first === undefined) throw new CommandFailure('The synthetic data has no prospect.');
  await desk.sign(first.signature);
  await welcome(desk, state, first);
  return state;
}

/** The prospect is a customer now: finance confirms its account, and its order may pass the gate. */
async function welcome(desk: Desk, state: State, { buyer, order }: Prospect): Promise<void> {
  await desk.confirmAccount(buyer);
  state.customers.push(buyer);
  await makeReleasable(desk, state, order);
}

async function makeReleasable(desk: Desk, state: State, order: Order): Promise<void> {
  await desk.approveCredit(order);
  const { version } = await desk.look(order.id);
  state.releasable.push({ ...order, version });
}

async function round(input: OrdersProofInput, state: State, number: number): Promise<Landing> {
  const { desk, books, striker } = input;
  const releasing = state.releasable.splice(0, ordersPerRound);
  const forms = nextForms(desk, state, number);
  const signing = state.prospects.pop();
  await striker.steady();
  const mark = await books.mark();
  const sent = Promise.all([
    Promise.all(releasing.map(async (order) => ({ order, first: await desk.release(order) }))),
    Promise.all(forms.map((form) => desk.create(form))),
    signing === undefined ? undefined : desk.sign(signing.signature),
  ]);
  const landing = await striker.strike(number, mark);
  const [releases, creations, signed] = await sent;
  await striker.back();
  for (const { order, first } of releases) {
    const step = { first, again: () => desk.release(order) };
    await complete(input, state, step, { id: order.id, status: 'RELEASED_TO_ERP' });
    state.released.push(order);
  }
  if (signing !== undefined && signed !== undefined) {
    const step = { first: signed, again: () => desk.sign(signing.signature) };
    await complete(input, state, step, { id: signing.order.id, status: 'SIGNED' });
  }
  const made = await makeAgain(desk, state, forms, creations);
  await delivered(books);
  if (signing !== undefined) await welcome(desk, state, signing);
  for (const order of made) await bringToTheGate(desk, state, order);
  return landing;
}

function nextForms(desk: Desk, state: State, number: number): readonly OrderForm[] {
  const forms = Array.from({ length: ordersPerRound }, (_, index) => {
    const buyer = state.customers[(number + index) % state.customers.length];
    if (buyer === undefined) throw new CommandFailure('There is no customer to buy.');
    return desk.form(buyer);
  });
  state.forms.push(...forms);
  return forms;
}

/** A client without an answer sends the command again; a conflict makes it look what holds now. */
async function complete(
  { desk }: OrdersProofInput,
  state: State,
  step: { readonly first: Outcome; readonly again: () => Promise<Outcome> },
  wanted: { readonly id: string; readonly status: string },
): Promise<void> {
  const isUnanswered = step.first.kind === 'unanswered';
  if (isUnanswered) state.replays += 1;
  const outcome = isUnanswered ? await step.again() : step.first;
  if (outcome.kind === 'done') return;
  const codes = outcome.kind === 'refused' ? outcome.codes : ['no answer'];
  const { status } = await desk.look(wanted.id);
  if (!codes.includes('CONFLICT') || status !== wanted.status) {
    throw new CommandFailure(`An order is ${status}, not ${wanted.status}: ${codes.join(', ')}`);
  }
}

/** Each form is sent a second time with its key, answered or not: it must give the first order. */
async function makeAgain(
  desk: Desk,
  state: State,
  forms: readonly OrderForm[],
  creations: readonly Outcome[],
): Promise<readonly Order[]> {
  const orders: Order[] = [];
  for (const [index, form] of forms.entries()) {
    const order = orderOf(form, await desk.create(form));
    const first = creations[index];
    if (first?.kind === 'done' && orderOf(form, first).id !== order.id) {
      throw new CommandFailure('A key that was sent again made another order.');
    }
    if (first?.kind === 'unanswered') state.replays += 1;
    orders.push(order);
  }
  return orders;
}

async function delivered(books: Books): Promise<void> {
  const isDone = await eventually(async () => {
    const events = await books.events();
    return events.every(({ acknowledged }) => acknowledged);
  }, deliveryDeadlineMs);
  if (!isDone) throw new CommandFailure('Events of CRM were not delivered within 30 seconds.');
}

async function bringToTheGate(desk: Desk, state: State, order: Order): Promise<void> {
  const signature = await desk.requestSignature(order);
  const outcome = await desk.sign(signature);
  if (outcome.kind !== 'done') throw new CommandFailure('An order could not be signed.');
  await makeReleasable(desk, state, order);
}
