import type { Clock } from '../../lib/clock.ts';
import { checkpointText } from '../note/checkpoint.ts';
import { noteText, type NoteSigner } from '../note/signedNote.ts';
import { emptyTree, rootOf, type Tree } from '../tree/tree.ts';
import { createCosigning, type CosigningInput } from './cosigning.ts';
import { bundleStart, filesOf } from './files.ts';
import { writeCheckpoint } from './notes.ts';
import { entriesBetween, keepCheckpoint, newestCheckpoint } from './published.ts';
import type { CheckpointRow } from './published.ts';
import { checkStart } from './startCheck.ts';
import type { RecentEntries } from './recent.ts';
import { LogRefused, type MutableLogHealth } from './state.ts';
import type { Log } from '../../lib/log.ts';
import { removePartials, writeFiles } from './writeFiles.ts';

export interface PublisherInput extends CosigningInput {
  readonly signer: NoteSigner;
  readonly clock: Clock;
  readonly log: Log;
  readonly health: MutableLogHealth;
  readonly recent: Pick<RecentEntries, 'between'>;
  /** Entries that one checkpoint adds at most. */
  readonly stepMax: number;
}

/** Writes the folder out of the database, checkpoint by checkpoint. */
export interface Publisher {
  /** Throws `LogRefused` where what is there is not what was published. */
  readonly open: (tree: Tree) => Promise<void>;
  readonly size: () => number;
  /** Publishes the next entries; `tree` is the database's. */
  readonly step: (tree: Tree) => Promise<void>;
  /** Asks again for cosignatures that the newest checkpoint lacks, and takes those that came late. */
  readonly cosignAgain: (logSize: number) => Promise<void>;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

export function createPublisher(input: PublisherInput): Publisher {
  const { db, folder, signer, keys, clock, log, health, recent } = input;
  const cosigning = createCosigning(input);
  let published: Tree = emptyTree;
  let newest: CheckpointRow | undefined;

  const show = async (row: CheckpointRow): Promise<void> => {
    await writeCheckpoint(folder, row);
    newest = row;
    health.cosigned = row.cosigned;
  };
  const sign = async (tree: Tree): Promise<CheckpointRow> => {
    const root = rootOf(tree);
    const text = checkpointText({ origin: keys.origin, size: tree.size, root, extensions: [] });
    const note = noteText(text, [signer.sign(text)]);
    const row = await keepCheckpoint(db, { size: tree.size, root: hex(root), note }, clock.now());
    if (row.root === hex(root)) return row;
    throw new LogRefused(`another root was signed at ${String(tree.size)} entries before`);
  };
  return {
    size: () => published.size,
    open: async (tree) => {
      const state = await checkStart({ db, folder, keys, quorum: input.quorum }, tree);
      published = state.tree;
      newest = await newestCheckpoint(db);
      health.published = published.size;
      health.cosigned = newest?.cosigned ?? 0;
      if (state.isIncomplete && tree.size > 0) log.warn('audit.folder.rewritten', {});
    },
    step: async (tree) => {
      const size = nextSize(tree.size, published.size, newest?.size ?? 0, input.stepMax);
      const from = bundleStart(published.size);
      const rows = recent.between(from, size) ?? (await entriesBetween(db, from, size));
      const grown = filesOf(published, rows);
      if (size === tree.size && hex(rootOf(grown.tree)) !== hex(rootOf(tree))) {
        throw new LogRefused('the entries in the database are not those of its tree');
      }
      await writeFiles(folder, grown.files);
      await show(await cosigning.ask(await sign(grown.tree), tree.size));
      published = grown.tree;
      health.published = size;
      await removePartials(folder, grown.files);
      log.info('audit.checkpoint', { size, cosigned: health.cosigned });
    },
    cosignAgain: async (logSize) => {
      if (newest === undefined || newest.size !== published.size) return;
      const row = await cosigning.ask(await cosigning.takeLate(newest), logSize);
      if (row.note !== newest.note) await show(row);
    },
  };
}

/** A size that was signed before is signed again, and no other root at it. */
function nextSize(all: number, published: number, signed: number, stepMax: number): number {
  const next = Math.min(all, published + stepMax);
  return signed > published ? Math.min(next, signed) : next;
}
