import { tileWidth } from './merkle.ts';

/** What a file of the log is, by its path (docs/audit-format.md, "The tree and its files"). */
export type Place =
  | { readonly kind: 'checkpoint' }
  | { readonly kind: 'old-checkpoint'; readonly size: number }
  | Numbered<'entries'>
  | Numbered<'body'>
  | (Numbered<'tile'> & { readonly level: number })
  | {
      readonly kind: 'segment';
      readonly store: string;
      readonly incarnation: string;
      readonly from: number;
    }
  | { readonly kind: 'policy'; readonly hash: string }
  | { readonly kind: 'installation'; readonly epoch: number }
  | { readonly kind: 'acts'; readonly epoch: number };

interface Numbered<Kind extends string> {
  readonly kind: Kind;
  readonly index: number;
  /** 256, or fewer for a partial file. */
  readonly width: number;
}

const number = '(0|[1-9]\\d{0,14})';
const numbered = '((?:x\\d{3}/)*\\d{3})(?:\\.p/([1-9]\\d{0,2}))?';

type Reader = (parts: readonly string[]) => Place | undefined;

const shapes: readonly (readonly [RegExp, Reader])[] = [
  [/^checkpoint$/, () => ({ kind: 'checkpoint' })],
  [
    new RegExp(`^checkpoints/${number}$`),
    ([size = '']) => ({ kind: 'old-checkpoint', size: Number(size) }),
  ],
  [new RegExp(`^tile/entries/${numbered}$`), (parts) => numberedPlace('entries', parts)],
  [new RegExp(`^body/${numbered}\\.jsonl$`), (parts) => numberedPlace('body', parts)],
  [
    new RegExp(`^tile/([0-9]|[1-5]\\d|6[0-3])/${numbered}$`),
    ([level = '', ...parts]) => {
      const place = numberedPlace('tile', parts);
      return place === undefined ? undefined : { ...place, level: Number(level) };
    },
  ],
  [
    /^receipts\/([a-z][a-z-]{0,62})\/([0-9a-f]{32})\/(\d{12})\.json$/,
    ([store = '', incarnation = '', from = '']) => ({
      ...{ kind: 'segment', store, incarnation, from: Number(from) },
    }),
  ],
  [/^locks\/policy\/([0-9a-f]{64})\.json$/, ([hash = '']) => ({ kind: 'policy', hash })],
  [
    new RegExp(`^locks/installation/${number}\\.json$`),
    ([epoch = '']) => ({ kind: 'installation', epoch: Number(epoch) }),
  ],
  [
    new RegExp(`^locks/acts/${number}\\.json$`),
    ([epoch = '']) => ({ kind: 'acts', epoch: Number(epoch) }),
  ],
];

/** Undefined for a path that the format does not know, or that it writes in another way. */
export function placeOf(path: string): Place | undefined {
  for (const [shape, read] of shapes) {
    const found = shape.exec(path);
    if (found !== null) return read(found.slice(1));
  }
  return undefined;
}

function numberedPlace<Kind extends string>(
  kind: Kind,
  [digits = '', partial]: readonly (string | undefined)[],
): Numbered<Kind> | undefined {
  const index = Number(digits.replaceAll(/[x/]/g, ''));
  const width = partial === undefined ? tileWidth : Number(partial);
  const isWritten = Number.isSafeInteger(index) && digits === indexPath(index);
  const isPartial = partial === undefined || width < tileWidth;
  return isWritten && isPartial ? { kind, index, width } : undefined;
}

/** `x001/x234/067` */
function indexPath(index: number): string {
  const part = (value: number): string => String(value % 1000).padStart(3, '0');
  let path = part(index);
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    path = `x${part(rest)}/${path}`;
  }
  return path;
}

/** `067`, or `067.p/5` while the file is partial. */
export const numberedPath = (index: number, width: number): string =>
  width === tileWidth ? indexPath(index) : `${indexPath(index)}.p/${String(width)}`;
