import { randomUUID } from 'node:crypto';
import { databaseOf, connectStore, type StoreDatabase } from '../../../subgraphs/host/database.ts';
import {
  Refusal,
  type Command,
  type CommandContext,
  type ReadContext,
} from '../../../subgraphs/host/definition.ts';
import { supplyChain } from '../../../subgraphs/supply-chain/store.ts';
import { withClient } from '../../../tools/postgres/provision.ts';
import { cloneDatabase, type ClonedDatabase } from '../../support/databases.ts';

/** A small company with two plants, on a database of its own. Its clock stands until it is moved. */
export interface World {
  readonly clone: ClonedDatabase;
  readonly database: StoreDatabase;
  readonly clock: { now: () => Date; set: (instant: string) => void };
  /** Runs a command in one transaction, as the host does; a refusal is answered as `CODE path`. */
  readonly run: <Input>(command: Command<Input>, input: Input) => Promise<Answer>;
  readonly receive: (event: 'order-released' | 'customer-known', payload: object) => Promise<void>;
  readonly ask: (payload: object) => Promise<object>;
  /** An order of the customer, released by the gate; answers the id of its fulfilment. */
  readonly release: (order: Order) => Promise<string>;
  /** Goods received from the supplier into a place. */
  readonly stock: (
    locationId: string,
    productId: string,
    quantity: string,
    lot?: string,
  ) => Promise<void>;
  readonly rows: <Row extends object>(
    sql: string,
    parameters?: readonly unknown[],
  ) => Promise<Row[]>;
  /** What computed fields get; `natural: false` asks for a purpose that may not see natural persons. */
  readonly reader: (options?: { natural?: boolean }) => ReadContext;
  /** Back to the furnished company without orders and stock, past the ledger's own guards. */
  readonly reset: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface Order {
  readonly orderId: string;
  readonly customerId?: string;
  readonly lines: readonly {
    id: string;
    productId: string;
    quantity: string;
    requested?: string;
  }[];
}

export type Answer = Readonly<Record<string, string | null>>;

export async function createWorld(): Promise<World> {
  const clone = await cloneDatabase(supplyChain);
  const database = await connectStore(supplyChain, clone.url);
  const start = '2026-03-10T09:00:00Z';
  let instant = new Date(start);
  const clock = {
    now: () => instant,
    set: (text: string) => {
      instant = new Date(text);
    },
  };
  const inTransaction = <Result>(
    work: (context: CommandContext) => Promise<Result>,
  ): Promise<Result> =>
    database.transaction((manager) =>
      work({
        manager,
        db: databaseOf(manager),
        caller: dispatcher,
        clock,
        policy: { lock: noPolicy, epoch: 1 },
        newId: randomUUID,
        emit: () => Promise.reject(new TypeError('supply chain sends no events')),
      }),
    );
  const receive: World['receive'] = async (event, payload) => {
    const handler = supplyChain.receives[event];
    await inTransaction(async (context) =>
      handler?.({ id: randomUUID(), from: 'crm', payload }, context),
    );
  };
  await furnish(database);
  return {
    clone,
    database,
    clock,
    receive,
    run: (command, input) =>
      inTransaction((context) => command.run(command.input.parse(input), context, undefined)).catch(
        refusalOf,
      ),
    ask: (payload) =>
      inTransaction(async (context) => {
        const answer = await supplyChain.answers['shipped-quantities']?.(
          payload,
          context,
          'finance',
        );
        return answer ?? {};
      }),
    release: async (order) => {
      await receive('order-released', payloadOf(order));
      const [row] = await database.query<{ id: string }>(
        'select id from fulfilment_order where sales_order_id = $1',
        [order.orderId],
      );
      return row?.id ?? '';
    },
    stock: async (locationId, productId, quantity, lot) => {
      await database.query(
        `insert into stock_move (id, product_id, quantity, uom_code, from_location_id,
            to_location_id, reason, lot, at)
          values ($1, $2, $3, 'EA', 'supplier', $4, 'RECEIPT', $5, $6)`,
        [randomUUID(), productId, quantity, locationId, lot ?? null, clock.now()],
      );
    },
    rows: (sql, parameters = []) => database.query(sql, parameters),
    reader: ({ natural = true } = {}) => readerOf(database, clock, natural),
    reset: async () => {
      clock.set(start);
      await withClient(clone.superuserUrl, async (client) => {
        await client.query('set session_replication_role = replica');
        await client.query(
          `truncate stock_move, stock_balance, allocation, fulfilment_order, fulfilment_line, promise,
            promise_revision, shipment, shipment_line, package, tracking_event, number_series, command_log`,
        );
      });
    },
    close: async () => {
      await database.close();
      await clone.drop();
    },
  };
}

const dispatcher = {
  actor: 'dispatcher-1',
  roles: ['dispatcher'],
  team: undefined,
  region: 'EU',
  purpose: 'fulfilment',
};

const noPolicy = {
  format: 1,
  purposes: {},
  conflicts: [],
  stores: {},
  types: {},
  fields: {},
  arguments: {},
  screens: {},
  gate: {},
  notYet: [],
  hash: '',
} as const;

const refusalOf = (error: unknown): Answer => {
  if (!(error instanceof Refusal)) throw error;
  return { refused: `${error.code} ${error.path.join('.')}` };
};

const payloadOf = ({ orderId, customerId = 'company', lines }: Order): object => ({
  orderId,
  customerId,
  shipToAddressId: `address-of-${customerId}`,
  lines: lines.map(({ id, productId, quantity, requested = '2026-03-11' }) => ({
    lineId: id,
    productId,
    quantity,
    requestedDate: requested,
  })),
});

function readerOf(db: StoreDatabase, clock: World['clock'], natural: boolean): ReadContext {
  const read: ReadContext = {
    db,
    caller: dispatcher,
    clock,
    policy: { lock: noPolicy, epoch: 1 },
    audit: {
      store: 'supply-chain',
      referencesOf: () => Promise.resolve([]),
      wasRead: () => Promise.resolve(),
    },
    visible: (_type, customerId) =>
      natural
        ? 'true'
        : `exists (select from party_kind k where k.customer_id = ${customerId} and k.kind = 'LEGAL_PERSON')`,
    subject: () => 'null::text',
    load: async (loader, key, args) => {
      const [value] = await loader.load(read, [key], args);
      return value as never;
    },
    row: () => Promise.resolve(null),
  };
  return read;
}

async function furnish(db: StoreDatabase): Promise<void> {
  await db.query(`insert into unit_of_measure values ('EA', 'each', 0)`);
  await db.query(`
    insert into product (id, sku, name, kind, uom_code, make_or_buy, status, lead_time_days,
      weight_grams, standard_cost_minor, standard_cost_currency)
    values ('pump', 'PMP-1', 'Pump', 'FINISHED_GOOD', 'EA', 'MAKE', 'ACTIVE', 14, 1500, 42000, 'EUR'),
      ('valve', 'VLV-1', 'Valve', 'COMPONENT', 'EA', 'BUY', 'ACTIVE', 5, 250, 1999, 'EUR'),
      ('training', 'TRN-1', 'Training', 'SERVICE', 'EA', 'BUY', 'ACTIVE', 3, null, null, null)
  `);
  await db.query(
    `insert into carrier (id, name, transit_days) values ('carrier', 'Road Freight', 2)`,
  );
  await db.query(`
    insert into plant (id, code, name, country_code, timezone, address_line, handling_days)
    values ('lyon', 'LYS', 'Lyon', 'FR', 'Europe/Paris', '1 Quai du Port', 1),
      ('osaka', 'OSA', 'Osaka', 'JP', 'Asia/Tokyo', '2 Minato', 2)
  `);
  await db.query(`
    insert into warehouse (id, code, plant_id, default_carrier_id)
    values ('lyon-1', 'LYS-1', 'lyon', 'carrier'), ('lyon-2', 'LYS-2', 'lyon', null),
      ('osaka-1', 'OSA-1', 'osaka', null)
  `);
  await db.query(`
    insert into storage_location (id, code, usage, warehouse_id)
    values ('shelf-a', 'LYS-1-A', 'INTERNAL', 'lyon-1'), ('shelf-b', 'LYS-1-B', 'INTERNAL', 'lyon-1'),
      ('shelf-c', 'LYS-2-C', 'INTERNAL', 'lyon-2'), ('shelf-o', 'OSA-1-O', 'INTERNAL', 'osaka-1'),
      ('supplier', 'SUPPLIER', 'SUPPLIER', null), ('customer', 'CUSTOMER', 'CUSTOMER', null),
      ('scrap', 'SCRAP', 'SCRAP', null)
  `);
  await db.query(
    `insert into party_kind values ('company', 'LEGAL_PERSON'), ('ana', 'NATURAL_PERSON')`,
  );
}
